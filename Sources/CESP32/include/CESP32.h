// A virtual ESP32 with 4 MB of flash: the LX6 core of CXtensa, and of the chip around it what
// firmware of mcubench needs. That is UART0, the flash cache's MMU, timer 0 of timer group 0,
// watchdogs, reset causes, eFuses, the clocks of crystal and PLL, and the ROM: it loads a program
// from flash as the ROM does, or speaks the loader's protocol of CROMLoader.
//
// Registers: ESP32 Technical Reference Manual (TRM). A register block that is not modelled is no
// memory: an access to it faults. In the blocks that are, other registers hold what is written.
//
// There are no modem lines here. A SYNC packet of the loader's protocol stands for the reset into
// download mode that esptool makes by them, and `mcub_esp32_host_left` for the reset out of it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MCUB_ESP32_FLASH_BYTES = 4 << 20, MCUB_ESP32_TAG_BYTES = 32, MCUB_ESP32_MAC_BYTES = 6 };

typedef struct mcub_esp32 mcub_esp32;

/** Ways to misbehave; 0 is none of it. */
typedef struct {
    uint64_t reset_after_tx_bytes; /* one chip reset after so many sent bytes */
    uint64_t reset_after_cycles;   /* one chip reset at this cycle */
    uint64_t close_after_tx_bytes; /* the run ends with MCUB_ESP32_LINE_CLOSED */
    uint64_t corrupt_every_tx;     /* bit 0 of every Nth sent byte flips */
    uint64_t drop_every_tx;        /* every Nth sent byte is lost */
    uint64_t drop_every_rx;
    uint64_t flip_cycle; /* when bit 0 of the byte at flip_address flips */
    uint32_t flip_address;
    uint32_t max_baud; /* whatever is faster is garbled */
    bool pll_never_locks;
    uint64_t weak_programmings; /* so many blocks that the loader writes keep a wrong bit */
} mcub_esp32_misbehaviour;

typedef enum {
    MCUB_ESP32_BUDGET = 0,      /* the cycles asked for have passed */
    MCUB_ESP32_IDLE = 1,        /* the firmware, or the ROM, waits for the serial line */
    MCUB_ESP32_RESET = 2,       /* the chip has reset and can run on */
    MCUB_ESP32_LINE_CLOSED = 3, /* a way to misbehave */
    MCUB_ESP32_BROKEN = 4       /* the core met what it does not do: `mcub_esp32_detail` */
} mcub_esp32_stop;

/** A chip with an erased flash, in reset; NULL without memory for it. Not for two threads. */
mcub_esp32 *mcub_esp32_create(const uint8_t mac[MCUB_ESP32_MAC_BYTES], bool is_timed);
void mcub_esp32_destroy(mcub_esp32 *chip);

/** Puts bytes into the flash; false where they do not fit. */
bool mcub_esp32_load_flash(mcub_esp32 *chip, uint32_t offset, const uint8_t *bytes, size_t count);
/** The flash's bytes, which stay the chip's. */
const uint8_t *mcub_esp32_flash(const mcub_esp32 *chip);
/** What the eFuse block of the user holds, BLK3. */
void mcub_esp32_set_tag(mcub_esp32 *chip, const uint8_t tag[MCUB_ESP32_TAG_BYTES]);
void mcub_esp32_misbehave(mcub_esp32 *chip, const mcub_esp32_misbehaviour *how);

/** Power comes: RAM is zeros, and the ROM begins. */
void mcub_esp32_power_on(mcub_esp32 *chip);

mcub_esp32_stop mcub_esp32_run(mcub_esp32 *chip, uint64_t cycles);
/** What has happened last that a person should know, in words of static life; never NULL. */
const char *mcub_esp32_detail(const mcub_esp32 *chip);
/** Lets time pass without executing. */
void mcub_esp32_advance(mcub_esp32 *chip, uint64_t cycles);

uint64_t mcub_esp32_cycles(const mcub_esp32 *chip);
uint64_t mcub_esp32_instructions(const mcub_esp32 *chip);
uint32_t mcub_esp32_program_counter(const mcub_esp32 *chip);
/** The clock that the core runs at, and that of the APB: registers, the PLL's among them, say it.
 */
uint32_t mcub_esp32_core_hertz(const mcub_esp32 *chip);
uint32_t mcub_esp32_apb_hertz(const mcub_esp32 *chip);
/** The cycle at which a watchdog bites, or UINT64_MAX. */
uint64_t mcub_esp32_next_event(const mcub_esp32 *chip);
/** Whether the ROM's loader has the line. */
bool mcub_esp32_is_downloading(const mcub_esp32 *chip);

/* The serial line */

/** Bytes from the host that can be taken now. */
size_t mcub_esp32_serial_space(const mcub_esp32 *chip);
/** Whether characters are still on their way into the receiver. */
bool mcub_esp32_is_hearing(const mcub_esp32 *chip);
void mcub_esp32_receive(mcub_esp32 *chip, const uint8_t *bytes, size_t count);
/** Moves what was sent, `most` bytes at most; gives how many. */
size_t mcub_esp32_take_sent(mcub_esp32 *chip, uint8_t *bytes, size_t most);
/** The speed of the host's end, 0 where it has set none: another one than the chip's garbles. */
void mcub_esp32_set_host_baud(mcub_esp32 *chip, uint32_t baud);
/** The host has closed the port: out of download mode, as by the reset line. */
void mcub_esp32_host_left(mcub_esp32 *chip);

/* Timing */

/** A cost of the core's pipeline or of the flash cache, for a table. */
typedef struct {
    const char *name;
    const char *unit;
    const char *meaning;
    const char *source;
    bool is_guess;
} mcub_esp32_cost;

/** The costs there are. */
const mcub_esp32_cost *mcub_esp32_costs(size_t *count);
uint32_t mcub_esp32_cost_value(const mcub_esp32 *chip, size_t index);
/** False for a name that none has, and above 255. */
bool mcub_esp32_set_cost(mcub_esp32 *chip, const char *name, uint32_t value);

#ifdef __cplusplus
}
#endif
