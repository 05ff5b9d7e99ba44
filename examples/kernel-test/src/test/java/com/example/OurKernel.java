// SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.nosplat.junit.KernelTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What all of a team's kernel tests have in common, said once. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@KernelTest(tree = "debian:newest", freshBoot = true)
@interface OurKernel {}
