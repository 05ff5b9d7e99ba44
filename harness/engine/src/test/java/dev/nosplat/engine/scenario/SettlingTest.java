// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nosplat.record.Requirement;
import dev.nosplat.record.Requirement.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is made of the guest's words about what is left: settle.sh, bpftool. */
class SettlingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Settling settled(long kib, Map<String, Long> objects) {
    return new Settling("done", List.of(), Map.of("SUnreclaim", kib), objects);
  }

  @Test
  void linesAreReadByTheirNamesAndStrangeOnesAreLeftOut() {
    Settling settling =
        Settling.parse(
            """
            barrier=done
            seconds=2
            mem.SUnreclaim=10240
            mem.Percpu=-5
            slab.kmalloc-64=812 64
            slab.task_struct=many 4096
            something else
            """);
    assertThat(settling.settled()).isTrue();
    assertThat(settling.kib()).containsExactly(Map.entry("SUnreclaim", 10240L));
    assertThat(settling.objects()).containsExactly(Map.entry("kmalloc-64", 812L));
  }

  @Test
  void aWorkerThatStaysAtWorkIsNamedWithItsFunctions() {
    Settling settling =
        Settling.parse("barrier=done\nstuck=kworker/u8:1+events_unbound in bpf_map_free\n");
    assertThat(settling.settled()).isFalse();
    assertThat(settling.unfinished()).isTrue();
    Requirement row = new Teardown("disabled", List.of(), settling, LIMIT).row();
    assertThat(row.kind()).isEqualTo(Kind.TEARDOWN);
    assertThat(row.observed()).isEqualTo("kworker/u8:1+events_unbound in bpf_map_free");
  }

  @Test
  void aBarrierThatDoesNotReturnIsTheKernelsDoing() {
    Settling settling = Settling.parse("barrier=not done after 60 s\n");
    Requirement row = new Teardown("disabled", List.of(), settling, LIMIT).row();
    assertThat(row.kind()).isEqualTo(Kind.TEARDOWN);
    assertThat(row.observed()).isEqualTo("RCU barrier not done after 60 s");
  }

  @Test
  void aModuleThatCannotBeLoadedIsMissingProofAndNoFaultOfTheKernel() {
    Settling settling = Settling.parse("barrier=the module says: Unknown symbol\n");
    Requirement row = new Teardown("disabled", List.of(), settling, LIMIT).row();
    assertThat(row.met()).isFalse();
    assertThat(row.kind()).isEqualTo(Kind.WORKLOAD);
    assertThat(Teardown.none().row().met()).isFalse();
    assertThat(Teardown.none().row().kind()).isEqualTo(Kind.WORKLOAD);
  }

  @Test
  void whatTheSchedulerLeftBehindIsNamed() {
    Set<String> names = new TreeSet<>();
    assertThat(BpfObjects.add(names, "map", "[{\"id\":7,\"name\":\"task_notes\"}]")).isTrue();
    assertThat(BpfObjects.add(new TreeSet<>(), "map", "Error: no")).isFalse();
    BpfObjects left = new BpfObjects(names, true);
    Requirement row =
        new Teardown(
                "enabled",
                List.copyOf(left.since(new BpfObjects(Set.of(), true))),
                settled(1, Map.of()),
                LIMIT)
            .row();
    assertThat(row.kind()).isEqualTo(Kind.TEARDOWN);
    assertThat(row.observed()).isEqualTo("scheduler enabled; map task_notes, id 7");
    assertThat(left.since(left)).isEmpty();
  }

  @Test
  void aCacheThatGrowsWithTheWorkIsNamed() {
    MemoryGrowth growth =
        new MemoryGrowth(
            settled(1000, Map.of("kmalloc-128", 400L, "dentry", 90L)),
            settled(1030, Map.of("kmalloc-128", 650L, "dentry", 95L)),
            2500);
    assertThat(growth.rows()).extracting(Requirement::met).containsExactly(true, false);
    assertThat(growth.rows().get(1).observed()).isEqualTo("kmalloc-128 +250 over 2500 tasks");
    assertThat(growth.rows().get(1).kind()).isEqualTo(Kind.MEMORY_GROWTH);
  }

  @Test
  void pagesThatGrowWithTheWorkAreSeenWithoutCountedObjects() {
    List<Requirement> rows =
        new MemoryGrowth(settled(1000, Map.of()), settled(1400, Map.of()), 2500).rows();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).met()).isFalse();
    assertThat(rows.get(0).observed()).isEqualTo("+400 KiB over 2500 tasks");
    assertThat(new MemoryGrowth(settled(1000, Map.of()), settled(900, Map.of()), 2500).rows())
        .allMatch(Requirement::met);
  }

  @Test
  void memoryThatNobodyMeasuredIsNoEvidence() {
    assertThat(MemoryGrowth.none().rows()).singleElement().matches(row -> !row.met());
  }

  @Test
  void leaksAreToldByWhoAllocatedThemAndTheCanarysOwnIsLeftOut() {
    Leaks leaks =
        Leaks.parse(
            """
            unreferenced object 0xffff8881067d8000 (size 192):
              comm "insmod", pid 412, jiffies 4294912345
              hex dump (first 32 bytes):
                6d 30 31 32 33 34 35 36 37 38 39 61 62 63 00 00  m0123456789abc..
              backtrace (crc 1):
                __kmalloc_cache_noprof+0x1d4/0x2f0
            unreferenced object 0xffff888103a10c40 (size 64):
              comm "bpftool", pid 97, jiffies 4294900000
              hex dump (first 32 bytes):
                00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
              backtrace (crc 0):
                kmemleak_alloc+0x4b/0x80
                __kvmalloc_node_noprof+0x2a1/0x5e0
                bpf_map_kvcalloc+0x47/0x80
                bpf_local_storage_map_alloc+0xa6/0x1c0
            """,
            true);
    assertThat(leaks.found(List.of("m0123456789abc"))).isTrue();
    assertThat(leaks.found(List.of("mffffffffffffe"))).isFalse();
    assertThat(leaks.besides(List.of("m0123456789abc")))
        .containsExactly("64 bytes, allocated by bpf_map_kvcalloc");
  }
}
