/* The compiler's 64-bit product without MULUH, which QEMU's cores do not have. */
#include <stdint.h>

uint64_t __muldi3(uint64_t first, uint64_t second);

uint64_t __muldi3(uint64_t first, uint64_t second) {
    const uint32_t a = (uint32_t)first, b = (uint32_t)second;
    const uint32_t a0 = a & 0xFFFF, a1 = a >> 16, b0 = b & 0xFFFF, b1 = b >> 16;
    const uint32_t low = a0 * b0, cross = a1 * b0 + (low >> 16),
                   middle = a0 * b1 + (cross & 0xFFFF);
    const uint32_t high = a1 * b1 + (cross >> 16) + (middle >> 16) + (uint32_t)(first >> 32) * b +
                          a * (uint32_t)(second >> 32);
    return (uint64_t)high << 32 | (middle << 16 | (low & 0xFFFF));
}
