// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelFunctionsTest {
  @Test
  void functionsOfAFileOfCAreFound() {
    String text =
        """
        /* not_me(void) { } */
        #define MACRO(x) do { not_me(x); } while (0)
        static const struct ops table = {
        	.open = not_me,
        };
        int declared(void);
        static noinline __printf(1, 2) void first(const char *text, ...)
        {
        	if (text) {
        		called("}{");
        	}
        }
        static void second(struct lock *l)
        	__acquires(l)
        {
        #ifdef CONFIG_A
        	if (a) {
        #else
        	if (b) {
        #endif
        		called();
        	}
        }
        __attribute__((__noreturn__)) void third(void) { for (;;) ; }
        SYSCALL_DEFINE2(gettime, int, which, void __user *, to)
        {
        }
        DEFINE_IDTENTRY_ERRORCODE(exc_fault)
        {
        }
        BPF_CALL_1(bpf_get, int, x)
        {
        }
        """;
    assertThat(KernelFunctions.in(false, text))
        .contains("first", "second", "third")
        .contains("__x64_sys_gettime", "__do_sys_gettime", "exc_fault", "asm_exc_fault")
        .contains("bpf_get", "____bpf_get")
        .doesNotContain("not_me", "declared", "called", "table", "if", "for", "__acquires");
  }

  @Test
  void symbolsOfAssemblyAreFound() {
    String text =
        """
        SYM_FUNC_START(first)
        	RET
        .Llocal:
        1:	jmp 1b
        ENTRY(second)
        third:
        	.globl fourth
        """;
    assertThat(KernelFunctions.in(true, text))
        .containsExactly("first", "fourth", "second", "third");
  }
}
