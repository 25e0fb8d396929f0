#pragma once
#include <popt.h>

/* The structure, whose own name the library gives to a pointer as well. */
typedef struct poptOption popt_option_row;
