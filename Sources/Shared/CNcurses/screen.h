#pragma once
#define NCURSES_WIDECHAR 1
/* Functions, not macros: Swift sees functions only. */
#define NCURSES_NOMACROS 1
#include <curses.h>
