/* Division of 64-bit numbers, which the compiler calls: a bit of the quotient at a time, as the
 * firmware divides so only where it prints a time. Division by zero gives all ones, and the number
 * itself as the remainder. Names: GCC internals manual, integer library routines. */
#include <stdint.h>

uint64_t __udivdi3(uint64_t number, uint64_t divisor);
uint64_t __umoddi3(uint64_t number, uint64_t divisor);

typedef struct {
    uint64_t quotient, remainder;
} division;

static division divided(uint64_t number, uint64_t divisor) {
    division result = {0, 0};
    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t carry = result.remainder >> 63;
        result.remainder = result.remainder << 1 | (number >> bit & 1u);
        result.quotient <<= 1;
        if (carry != 0 || result.remainder >= divisor) {
            result.remainder -= divisor;
            result.quotient |= 1u;
        }
    }
    return result;
}

uint64_t __udivdi3(uint64_t number, uint64_t divisor) {
    return divided(number, divisor).quotient;
}

uint64_t __umoddi3(uint64_t number, uint64_t divisor) {
    return divided(number, divisor).remainder;
}
