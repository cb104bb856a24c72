/* Instructions to the Pico's serial flash, from RAM: nothing can be read in place while they are
 * under way. RP2040 datasheet, 4.10; W25Q16JV datasheet, 8.2.23 and 8.2.29. */
#include "pico_flash.h"

#include "mcub_core.h"

#define RAM __attribute__((section(".ramfunc"), noinline))

#define SSI_CTRLR0 MCUB_REGISTER(0x18000000u)
#define SSI_CTRLR1 MCUB_REGISTER(0x18000004u)
#define SSI_SSIENR MCUB_REGISTER(0x18000008u)
#define SSI_SER MCUB_REGISTER(0x18000010u)
#define SSI_BAUDR MCUB_REGISTER(0x18000014u)
#define SSI_SR MCUB_REGISTER(0x18000028u)
#define SSI_DR0 MCUB_REGISTER(0x18000060u)
#define SSI_SPI_CTRLR0 MCUB_REGISTER(0x180000F4u)
#define SR_BUSY (1u << 0)
#define SR_TFNF (1u << 1)
#define SR_TFE (1u << 2)
#define SR_RFNE (1u << 3)
#define CTRLR0_BYTES (7u << 16) /* frames of eight bits, both ways, on one line */
#define CTRLR0_LINES (3u << 21) /* SPI_FRF: not zero where boot2 has chosen four lines */
/* As in boot2: EBh in front of an address with mode bits, and the address alone. */
#define SPI_CTRLR0_ENTER 0x00002221u
#define SPI_CTRLR0_ALONE 0x00002022u
#define INSTRUCTION_QUAD 0xEBu
#define MODE_STAY 0xA0u /* behind the address: the next read has no instruction, either */
#define MODE_LEAVE 0xFFu
#define BAUDR_ASK 4u

/* GPIO_QSPI_SS_CTRL: OUTOVER drives the chip select, whatever the interface does (2.19.6.2). */
#define QSPI_SS_CTRL MCUB_REGISTER(0x4001800Cu)
#define OUTOVER (3u << 8)
#define OUTOVER_LOW (2u << 8)

#define FIFO_FRAMES 14u /* of 16, with one on the line */
#define MAX_POLLS 20000u
#define READ_UNIQUE_ID 0x4Bu
#define READ_SECURITY 0x48u
#define LEAD_BYTES 5u /* the instruction and four bytes behind it */

/* Sends an instruction with three bytes of address and a dummy one, and takes what comes behind. */
RAM static bool ask(uint32_t instruction, uint32_t address, uint8_t *answer, uint32_t bytes) {
    const uint32_t lead[LEAD_BYTES] = {instruction, address >> 16 & 0xFFu, address >> 8 & 0xFFu,
                                       address & 0xFFu, 0};
    const uint32_t all = LEAD_BYTES + bytes;
    uint32_t sent = 0;
    uint32_t received = 0;
    QSPI_SS_CTRL = (QSPI_SS_CTRL & ~OUTOVER) | OUTOVER_LOW;
    for (uint32_t poll = 0; received < all && poll < MAX_POLLS; poll++) {
        const uint32_t status = SSI_SR;
        if (sent < all && sent - received < FIFO_FRAMES && (status & SR_TFNF) != 0) {
            SSI_DR0 = sent < LEAD_BYTES ? lead[sent] : 0;
            sent++;
        }
        if ((status & SR_RFNE) != 0) {
            const uint32_t frame = SSI_DR0;
            if (received >= LEAD_BYTES) {
                answer[received - LEAD_BYTES] = (uint8_t)frame;
            }
            received++;
        }
    }
    QSPI_SS_CTRL &= ~OUTOVER;
    return received == all;
}

/* Reads a word at 0 on four lines, whose mode bits say whether the next read has an instruction. */
RAM static void read_quad(uint32_t control, uint32_t format, uint32_t instruction, uint32_t mode) {
    SSI_SSIENR = 0;
    SSI_CTRLR0 = control;
    SSI_CTRLR1 = 0;
    SSI_SPI_CTRLR0 = format;
    SSI_SSIENR = 1;
    if (instruction != 0) {
        SSI_DR0 = instruction;
    }
    SSI_DR0 = mode;
    for (uint32_t poll = 0; poll < MAX_POLLS; poll++) {
        if ((SSI_SR & (SR_TFE | SR_BUSY)) == SR_TFE) {
            break;
        }
    }
}

RAM static bool identify(pico_flash_identity *identity) {
    const uint32_t control = SSI_CTRLR0;
    const uint32_t format = SSI_SPI_CTRLR0;
    const uint32_t divider = SSI_BAUDR;
    const bool is_quad = (control & CTRLR0_LINES) != 0;
    if (is_quad) {
        read_quad(control, SPI_CTRLR0_ALONE, 0, MODE_LEAVE);
    }
    SSI_SSIENR = 0;
    SSI_CTRLR0 = CTRLR0_BYTES;
    SSI_BAUDR = BAUDR_ASK;
    SSI_SER = 1;
    SSI_SSIENR = 1;
    const bool is_known = ask(READ_UNIQUE_ID, 0, identity->unique_id, sizeof identity->unique_id);
    const bool is_marked =
        ask(READ_SECURITY, 0x1000, identity->security, sizeof identity->security);
    SSI_SSIENR = 0;
    SSI_BAUDR = divider;
    if (is_quad) {
        read_quad(control, SPI_CTRLR0_ENTER, INSTRUCTION_QUAD, MODE_STAY);
    }
    SSI_SSIENR = 0;
    SSI_CTRLR0 = control;
    SSI_CTRLR1 = 0;
    SSI_SPI_CTRLR0 = format;
    SSI_SSIENR = 1;
    return is_known && is_marked;
}

bool pico_flash_identify(pico_flash_identity *identity) {
    uint32_t mask;
    *identity = (pico_flash_identity){.unique_id = {0}};
    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(mask)::"memory");
    const bool has_answered = identify(identity);
    __asm volatile("msr primask, %0" ::"r"(mask) : "memory");
    if (!has_answered) {
        *identity = (pico_flash_identity){.unique_id = {0}};
    }
    return has_answered;
}
