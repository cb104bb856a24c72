#include "mcub_kernels.h"
typedef int mcub_kernels_placeholder;
