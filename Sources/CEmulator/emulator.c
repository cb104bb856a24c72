#include "CEmulator.h"
typedef int mcub_emulator_placeholder;
