/* The RP2040's second stage: lets the flash be read in place and starts what lies behind it.
 *
 * The boot ROM copies the first 256 bytes of flash to 0x20041F00, checks the CRC in the last four
 * of them, which the build puts there, and calls the first (RP2040 datasheet, 2.8.1.3). Reads are
 * the plain ones of a single line, 03h, which every serial flash knows: 64 clocks of 31.25 MHz a
 * word once the core runs at 125 MHz. */

/* SSI: RP2040 datasheet, 4.10.13. CTRLR0: 32-bit frames, EEPROM read. SPI_CTRLR0: command 03h,
 * eight bits of it and 24 of address. BAUDR: a quarter of the core clock; W25Q16JV takes 50 MHz for
 * 03h. */
__asm(".syntax unified\n"
      ".cpu cortex-m0plus\n"
      ".thumb\n"
      ".section .boot2, \"ax\", %progbits\n"
      ".balign 4\n"
      ".global mcub_boot2\n"
      ".thumb_func\n"
      "mcub_boot2:\n"
      "    movs r3, #0x18\n"
      "    lsls r3, r3, #24\n" /* 0x18000000 */
      "    movs r1, #0\n"
      "    str r1, [r3, #0x08]\n" /* SSIENR: off */
      "    movs r1, #1\n"
      "    str r1, [r3, #0x10]\n" /* SER: the one chip select */
      "    movs r1, #4\n"
      "    str r1, [r3, #0x14]\n" /* BAUDR */
      "    ldr r1, 1f\n"
      "    str r1, [r3, #0x00]\n" /* CTRLR0 */
      "    movs r1, #0\n"
      "    str r1, [r3, #0x04]\n" /* CTRLR1: one frame a read */
      "    movs r2, #0xF4\n"
      "    adds r2, r2, r3\n"
      "    ldr r1, 2f\n"
      "    str r1, [r2]\n" /* SPI_CTRLR0 */
      "    movs r1, #1\n"
      "    str r1, [r3, #0x08]\n" /* SSIENR: on */
      "    ldr r0, 3f\n"
      "    ldr r1, 4f\n"
      "    str r0, [r1]\n" /* VTOR */
      "    ldr r1, [r0]\n"
      "    msr msp, r1\n"
      "    ldr r1, [r0, #4]\n"
      "    bx r1\n"
      "    .balign 4\n"
      "1:  .word 0x001F0300\n"
      "2:  .word 0x03000218\n"
      "3:  .word 0x10000100\n" /* what follows the second stage: stack and entry */
      "4:  .word 0xE000ED08\n"
      "    .org mcub_boot2 + 256, 0\n"
      ".text\n");

void mcub_reset(void);

/* From the linker script. */
extern unsigned char mcub_stack_top[];
extern unsigned char mcub_ramcode_begin[], mcub_ramcode_end[], mcub_ramcode_image[];
extern unsigned char mcub_code_begin[], mcub_code_end[], mcub_code_image[];
extern unsigned char mcub_weights_begin[], mcub_weights_end[], mcub_weights_image[];

/* What may execute or be read from elsewhere than from where the flash holds it. */
__attribute__((section(".entry.table"), used))
const unsigned char *const mcub_entry_copies[3][3] = {
    {mcub_ramcode_begin, mcub_ramcode_end, mcub_ramcode_image},
    {mcub_code_begin, mcub_code_end, mcub_code_image},
    {mcub_weights_begin, mcub_weights_end, mcub_weights_image},
};

/* Copies what does not stay in flash, in words, and goes on to the core's own start. It lies in
 * flash, and so does all that it needs. */
__attribute__((naked, noreturn, section(".entry.code"))) static void enter(void) {
    __asm volatile(".syntax unified\n\t"
                   "ldr r4, =mcub_entry_copies\n\t"
                   "movs r5, #3\n\t"
                   "1: ldm r4!, {r0, r1, r2}\n\t"
                   "cmp r0, r2\n\t"
                   "beq 4f\n\t"
                   "b 3f\n\t"
                   "2: ldm r2!, {r3}\n\t"
                   "stm r0!, {r3}\n\t"
                   "3: cmp r0, r1\n\t"
                   "blo 2b\n\t"
                   "4: subs r5, r5, #1\n\t"
                   "bne 1b\n\t"
                   "ldr r0, =mcub_reset\n\t"
                   "bx r0\n\t"
                   ".ltorg");
}

/* The two words that the second stage starts from. */
__attribute__((section(".entry.words"), used)) void (*const mcub_entry[2])(void) = {
    (void (*)(void))(unsigned long)mcub_stack_top,
    enter,
};
