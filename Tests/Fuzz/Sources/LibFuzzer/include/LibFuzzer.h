/* libFuzzer for programs with a main of their own. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Runs the fuzzer with the program's arguments; `run` gets each input, which lives for the call only, and returns 0. */
int fuzzer_run(int argument_count, char *_Nullable *_Nonnull arguments,
               int (*_Nonnull run)(const uint8_t *_Nullable data, size_t size));
