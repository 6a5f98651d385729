/* include.c - includes the header INCLUDED with the include directories of one target; see conformance.cmake. */
#include INCLUDED

int included;
