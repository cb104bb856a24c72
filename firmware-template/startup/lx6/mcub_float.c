/* Single-precision arithmetic that the compiler calls, on integers: to the nearest, ties to even,
 * as IEEE 754-2008 has it. The LX6's own unit would need registers that the compiler for LX106 does
 * not know, and has no division. Results that are no numbers are the quiet one that GCC's library
 * gives. Names and meanings: GCC internals manual, soft float library routines. */
#include <stdbool.h>
#include <stdint.h>

typedef union {
    float value;
    uint32_t bits;
} single;

#define SIGN 0x80000000u
#define INFINITE 0x7F800000u
#define NO_NUMBER 0x7FC00000u
#define LEADING 0x00800000u /* the bit that a normal number's fraction does not store */

float __addsf3(float first, float second);
float __subsf3(float first, float second);
float __mulsf3(float first, float second);
float __divsf3(float first, float second);
float __floatsisf(int32_t value);
float __floatunsisf(uint32_t value);
int32_t __fixsfsi(float value);
int __eqsf2(float first, float second);
int __nesf2(float first, float second);
int __gesf2(float first, float second);
int __gtsf2(float first, float second);
int __lesf2(float first, float second);
int __ltsf2(float first, float second);
int __unordsf2(float first, float second);

static uint32_t bits_of(float value) {
    return (single){.value = value}.bits;
}

static float float_of(uint32_t bits) {
    return (single){.bits = bits}.value;
}

static uint32_t magnitude(uint32_t bits) {
    return bits & ~SIGN;
}

static bool is_no_number(uint32_t bits) {
    return magnitude(bits) > INFINITE;
}

/* A finite number that is not zero: fraction with its leading bit at LEADING. */
typedef struct {
    int32_t exponent; /* as stored, and below one where the number is subnormal */
    uint32_t fraction;
} unpacked;

static unpacked unpack(uint32_t bits) {
    unpacked number = {(int32_t)(bits >> 23 & 0xFFu), bits & (LEADING - 1u)};
    if (number.exponent != 0) {
        number.fraction |= LEADING;
        return number;
    }
    number.exponent = 1;
    while ((number.fraction & LEADING) == 0) {
        number.fraction <<= 1;
        number.exponent--;
    }
    return number;
}

/* Shifts right; whatever falls out leaves a one at the end. */
static uint32_t shifted(uint32_t value, uint32_t places) {
    if (places == 0) {
        return value;
    }
    return places > 31 ? value != 0 : value >> places | ((value << (32 - places)) != 0);
}

/* Rounds; the leading bit is at LEADING << 3 or below, where only a subnormal number's is. */
static float packed(uint32_t sign, int32_t exponent, uint32_t fraction) {
    if (exponent >= 0xFF) {
        return float_of(sign | INFINITE);
    }
    if (exponent < 1) {
        fraction = shifted(fraction, (uint32_t)(1 - exponent));
        exponent = 1;
    }
    const uint32_t rest = fraction & 7u;
    fraction >>= 3;
    fraction += rest > 4u || (rest == 4u && (fraction & 1u) != 0) ? 1u : 0u;
    /* A fraction that carries, or was subnormal, moves the exponent by the addition. */
    return float_of(sign | (((uint32_t)(exponent - 1) << 23) + fraction));
}

float __addsf3(float first, float second) {
    uint32_t a = bits_of(first), b = bits_of(second);
    if (is_no_number(a) || is_no_number(b)) {
        return float_of(NO_NUMBER);
    }
    if (magnitude(a) < magnitude(b)) {
        const uint32_t greater = b;
        b = a;
        a = greater;
    }
    if (magnitude(a) == INFINITE) {
        return float_of(magnitude(b) == INFINITE && a != b ? NO_NUMBER : a);
    }
    if (magnitude(b) == 0) {
        return float_of(magnitude(a) == 0 ? a & b : a);
    }
    const unpacked large = unpack(a), small = unpack(b);
    const uint32_t moved =
        shifted(small.fraction << 3, (uint32_t)(large.exponent - small.exponent));
    const uint32_t kept = large.fraction << 3;
    uint32_t sum = ((a ^ b) & SIGN) != 0 ? kept - moved : kept + moved;
    int32_t exponent = large.exponent;
    if (sum == 0) {
        return 0.0f;
    }
    if (sum >= LEADING << 4) {
        sum = shifted(sum, 1);
        exponent++;
    }
    while (sum < LEADING << 3) {
        sum <<= 1;
        exponent--;
    }
    return packed(a & SIGN, exponent, sum);
}

float __subsf3(float first, float second) {
    const uint32_t bits = bits_of(second);
    return __addsf3(first, is_no_number(bits) ? second : float_of(bits ^ SIGN));
}

float __mulsf3(float first, float second) {
    const uint32_t a = bits_of(first), b = bits_of(second), sign = (a ^ b) & SIGN;
    if (is_no_number(a) || is_no_number(b)) {
        return float_of(NO_NUMBER);
    }
    const bool has_zero = magnitude(a) == 0 || magnitude(b) == 0;
    if (magnitude(a) == INFINITE || magnitude(b) == INFINITE) {
        return float_of(has_zero ? NO_NUMBER : sign | INFINITE);
    }
    if (has_zero) {
        return float_of(sign);
    }
    const unpacked one = unpack(a), other = unpack(b);
    const uint64_t product = (uint64_t)one.fraction * other.fraction; /* 47 or 48 bits */
    uint32_t fraction = (uint32_t)(product >> 20) | ((uint32_t)product << 12 != 0);
    int32_t exponent = one.exponent + other.exponent - 127;
    if (fraction >= LEADING << 4) {
        fraction = shifted(fraction, 1);
        exponent++;
    }
    return packed(sign, exponent, fraction);
}

float __divsf3(float first, float second) {
    const uint32_t a = bits_of(first), b = bits_of(second), sign = (a ^ b) & SIGN;
    if (is_no_number(a) || is_no_number(b)) {
        return float_of(NO_NUMBER);
    }
    if (magnitude(a) == magnitude(b) && (magnitude(a) == INFINITE || magnitude(a) == 0)) {
        return float_of(NO_NUMBER);
    }
    if (magnitude(a) == INFINITE || magnitude(b) == 0) {
        return float_of(sign | INFINITE);
    }
    if (magnitude(b) == INFINITE || magnitude(a) == 0) {
        return float_of(sign);
    }
    const unpacked one = unpack(a), other = unpack(b);
    int32_t exponent = one.exponent - other.exponent + 127;
    uint32_t rest = one.fraction;
    if (rest < other.fraction) {
        rest <<= 1;
        exponent--;
    }
    uint32_t quotient = 0;
    for (uint32_t bit = 0; bit < 27; bit++) {
        quotient <<= 1;
        if (rest >= other.fraction) {
            rest -= other.fraction;
            quotient |= 1u;
        }
        rest <<= 1;
    }
    return packed(sign, exponent, quotient | (rest != 0));
}

float __floatunsisf(uint32_t value) {
    if (value == 0) {
        return 0.0f;
    }
    int32_t exponent = 127 + 26;
    while (value < LEADING << 3) {
        value <<= 1;
        exponent--;
    }
    while (value >= LEADING << 4) {
        value = shifted(value, 1);
        exponent++;
    }
    return packed(0, exponent, value);
}

float __floatsisf(int32_t value) {
    const uint32_t amount = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    return float_of(bits_of(__floatunsisf(amount)) | (value < 0 ? SIGN : 0u));
}

/* Toward zero; beyond an integer's range, and no numbers, the end of the range on that side. */
int32_t __fixsfsi(float value) {
    const uint32_t bits = bits_of(value);
    const int32_t exponent = (int32_t)(bits >> 23 & 0xFFu) - 127;
    if (exponent < 0) {
        return 0;
    }
    if (exponent > 30) {
        return (bits & SIGN) != 0 ? INT32_MIN : INT32_MAX;
    }
    const uint32_t fraction = (bits & (LEADING - 1u)) | LEADING;
    const uint32_t amount =
        exponent > 23 ? fraction << (exponent - 23) : fraction >> (23 - exponent);
    return (bits & SIGN) != 0 ? -(int32_t)amount : (int32_t)amount;
}

/* -1, 0 or 1; `unordered` where one is no number. */
static int order(float first, float second, int unordered) {
    const uint32_t a = bits_of(first), b = bits_of(second);
    if (is_no_number(a) || is_no_number(b)) {
        return unordered;
    }
    if (a == b || (magnitude(a) | magnitude(b)) == 0) {
        return 0;
    }
    if (((a ^ b) & SIGN) != 0) {
        return (a & SIGN) != 0 ? -1 : 1;
    }
    const bool is_less = (a < b) != ((a & SIGN) != 0);
    return is_less ? -1 : 1;
}

int __eqsf2(float first, float second) {
    return order(first, second, 1);
}

int __nesf2(float first, float second) {
    return order(first, second, 1);
}

int __lesf2(float first, float second) {
    return order(first, second, 1);
}

int __ltsf2(float first, float second) {
    return order(first, second, 1);
}

int __gesf2(float first, float second) {
    return order(first, second, -1);
}

int __gtsf2(float first, float second) {
    return order(first, second, -1);
}

int __unordsf2(float first, float second) {
    return is_no_number(bits_of(first)) || is_no_number(bits_of(second));
}
