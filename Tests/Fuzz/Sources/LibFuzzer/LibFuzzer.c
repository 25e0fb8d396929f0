#include "LibFuzzer.h"

/* From the fuzzer's run time; no header declares it. */
extern int LLVMFuzzerRunDriver(int *argument_count, char ***arguments, int (*run)(const uint8_t *data, size_t size));

int fuzzer_run(int argument_count, char **arguments, int (*run)(const uint8_t *data, size_t size)) {
    return LLVMFuzzerRunDriver(&argument_count, &arguments, run);
}
