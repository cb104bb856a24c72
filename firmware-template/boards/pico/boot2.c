/* The RP2040's second stage: lets the flash be read in place and starts what lies behind it.
 *
 * The boot ROM copies the first 256 bytes of flash to 0x20041F00, checks the CRC in the last four
 * of them, which the build puts there, and calls the first (RP2040 datasheet, 2.8.1.3).
 *
 * Reads go over four lines where the flash has them: EBh in continuous mode, half of the core's
 * clock, 20 clocks of 62.5 MHz a word once the core runs at 125 MHz. QE in its status register 2
 * says so, and is set where it is not. A flash that keeps it clear is read on one line with 03h,
 * which every serial flash knows: 64 clocks of 31.25 MHz a word. */

/* SSI: RP2040 datasheet, 4.10.13. CTRLR0: 0x00070000 frames of eight bits both ways, 0x001F0300
 * 32-bit frames, EEPROM read, 0x005F0300 the same on four lines. SPI_CTRLR0: 0x03000218 command 03h
 * and 24 bits of address; 0x00002221 instruction on one line, 32 bits of address and mode on four,
 * four clocks of waiting; 0xA0002022 no instruction, mode bits A0h, which keep the flash in
 * continuous mode. BAUDR: W25Q16JV takes 133 MHz for EBh and 50 MHz for 03h (9.6). RX_SAMPLE_DLY:
 * a cycle later, as data come half a clock after SCLK falls. Pads (2.19.6.4): 8 mA and fast for
 * SCLK, no Schmitt triggers for data. Instructions of the flash: its datasheet, 8.1.2. */
__asm(".syntax unified\n"
      ".cpu cortex-m0plus\n"
      ".thumb\n"
      ".section .boot2, \"ax\", %progbits\n"
      ".balign 4\n"
      ".global mcub_boot2\n"
      ".thumb_func\n"
      "mcub_boot2:\n"
      "    ldr r3, pads\n"
      "    movs r0, #0x21\n"
      "    str r0, [r3, #0x04]\n" /* SCLK */
      "    movs r0, #0x50\n"
      "    str r0, [r3, #0x08]\n" /* SD0 to SD3 */
      "    str r0, [r3, #0x0C]\n"
      "    str r0, [r3, #0x10]\n"
      "    str r0, [r3, #0x14]\n"
      "    movs r3, #0x18\n"
      "    lsls r3, r3, #24\n" /* 0x18000000: SSI */
      "    movs r5, #0xF0\n"
      "    adds r5, r5, r3\n"
      "    movs r0, #0\n"
      "    str r0, [r3, #0x08]\n" /* SSIENR: off */
      "    str r0, [r3, #0x04]\n" /* CTRLR1: one frame a read */
      "    movs r0, #1\n"
      "    str r0, [r3, #0x10]\n" /* SER: the one chip select */
      "    str r0, [r5, #0x00]\n" /* RX_SAMPLE_DLY */
      "    movs r0, #4\n"
      "    str r0, [r3, #0x14]\n" /* BAUDR, of both ways to ask */
      "    ldr r0, bytes\n"
      "    bl set\n"
      "    movs r0, #0x35\n" /* read status register 2 */
      "    bl ask\n"
      "    bmi quad\n"
      "    movs r0, #0x06\n" /* write enable */
      "    str r0, [r3, #0x60]\n"
      "    bl rest\n"
      "    movs r0, #0x01\n" /* write status registers 1 and 2 */
      "    str r0, [r3, #0x60]\n"
      "    movs r0, #0\n"
      "    str r0, [r3, #0x60]\n"
      "    movs r0, #2\n" /* QE */
      "    str r0, [r3, #0x60]\n"
      "    bl rest\n"
      "    ldr r0, bytes\n"
      "    bl set\n" /* which empties the FIFO of what came back */
      "busy:\n"
      "    movs r0, #0x05\n" /* read status register 1 */
      "    bl ask\n"
      "    lsrs r0, r0, #1\n"
      "    bcs busy\n"
      "    movs r0, #0x35\n"
      "    bl ask\n"
      "    bmi quad\n"
      "    ldr r0, single\n"
      "    ldr r1, read\n"
      "    b start\n"
      "quad:\n"
      "    movs r0, #0\n"
      "    str r0, [r3, #0x08]\n"
      "    movs r0, #2\n"
      "    str r0, [r3, #0x14]\n" /* BAUDR */
      "    ldr r1, enter_quad\n"
      "    str r1, [r5, #0x04]\n" /* SPI_CTRLR0 */
      "    ldr r0, four\n"
      "    bl set\n"
      "    movs r1, #0xEB\n"
      "    str r1, [r3, #0x60]\n"
      "    movs r1, #0xA0\n"
      "    str r1, [r3, #0x60]\n"
      "    bl rest\n"
      "    ldr r1, stay_quad\n"
      "start:\n" /* CTRLR0 in r0, SPI_CTRLR0 in r1 */
      "    movs r2, #0\n"
      "    str r2, [r3, #0x08]\n"
      "    str r1, [r5, #0x04]\n"
      "    bl set\n"
      "    ldr r0, entry\n"
      "    ldr r1, vtor\n"
      "    str r0, [r1]\n"
      "    ldr r1, [r0]\n"
      "    msr msp, r1\n"
      "    ldr r1, [r0, #4]\n"
      "    bx r1\n"
      "set:\n" /* CTRLR0 from r0, and on; keeps r0 */
      "    movs r2, #0\n"
      "    str r2, [r3, #0x08]\n"
      "    str r0, [r3, #0x00]\n"
      "    movs r2, #1\n"
      "    str r2, [r3, #0x08]\n"
      "    bx lr\n"
      "ask:\n" /* instruction in r0; its answer's byte, and N from QE's bit */
      "    mov r4, lr\n"
      "    str r0, [r3, #0x60]\n"
      "    str r0, [r3, #0x60]\n"
      "    bl rest\n"
      "    ldr r0, [r3, #0x60]\n"
      "    ldr r0, [r3, #0x60]\n"
      "    lsls r2, r0, #30\n"
      "    bx r4\n"
      "rest:\n" /* until all is sent, TFE, and nothing on the line, BUSY; keeps r0 */
      "    ldr r1, [r3, #0x28]\n"
      "    movs r2, #4\n"
      "    tst r1, r2\n"
      "    beq rest\n"
      "    movs r2, #1\n"
      "    tst r1, r2\n"
      "    bne rest\n"
      "    bx lr\n"
      "    .balign 4\n"
      "pads: .word 0x40020000\n"
      "bytes: .word 0x00070000\n"
      "single: .word 0x001F0300\n"
      "read: .word 0x03000218\n"
      "four: .word 0x005F0300\n"
      "enter_quad: .word 0x00002221\n"
      "stay_quad: .word 0xA0002022\n"
      "entry: .word 0x10000100\n" /* what follows the second stage: stack and entry */
      "vtor: .word 0xE000ED08\n"
      "    .org mcub_boot2 + 248, 0\n"
      "    .word mcub_seal_place\n" /* where the image's seal lies, for those who check it */
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
