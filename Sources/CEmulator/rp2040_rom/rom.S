@ SPDX-License-Identifier: GPL-2.0-or-later
@ The virtual RP2040's boot ROM, as far as a debugger calls it: header and function table where the
@ RP2040 datasheet has them (2.8.3), and the flash functions of 2.8.3.1.3, which drive the SSI and the
@ chip select as any code of the chip can. Starting an image is not here: chip_rp2040.c does that.
@ `make` turns it into chip_rp2040_rom.inc.
    .syntax unified
    .cpu cortex-m0plus
    .thumb
    .text

    .equ FLASH_STACK, 0x20041F00
    .equ RESETS_CLEAR, 0x4000F000       @ RESETS with the atomic alias that clears (2.1.2)
    .equ RESETS, 0x4000C000
    .equ QSPI_RESETS, 0x240             @ IO_QSPI and PADS_QSPI (2.14.3)
    .equ RESET_DONE, 8
    .equ QSPI_PINS, 0x40018000          @ GPIO_QSPI_SCLK_STATUS
    .equ SELECT, 0x0C                   @ GPIO_QSPI_SS_CTRL
    .equ XIP, 0x14000000
    .equ SSI, 0x18000000                @ 4.10.13
    .equ SSIENR, 0x08
    .equ SER, 0x10
    .equ BAUDR, 0x14
    .equ RXFLR, 0x24
    .equ DR, 0x60
    .equ SPI_CTRLR0, 0xF4

    .word FLASH_STACK
    .word reset + 1
    .word hang + 1                      @ NMI
    .word hang + 1                      @ HardFault
    .byte 'M', 'u', 1, 3                @ 2.8.3: the magic, and the version of stepping B2
    .hword functions
    .hword data
    .hword look_up + 1
    .balign 4

functions:
    .ascii "DT"
    .hword trampoline + 1
    .ascii "DE"
    .hword trampoline_end + 1
    .ascii "IF"
    .hword connect + 1
    .ascii "EX"
    .hword exit_xip + 1
    .ascii "RE"
    .hword erase + 1
    .ascii "RP"
    .hword program + 1
    .ascii "FC"
    .hword flush + 1
    .ascii "CX"
    .hword enter_xip + 1
data:
    .word 0

    .balign 4
reset:                                  @ no image: the boot ROM waits for USB
    wfe
    b reset

trampoline:                             @ 2.8.3.1.4: calls the function in R7 and stops
    blx r7
trampoline_end:
    bkpt 0
    b trampoline_end

hang:                                   @ without a debugger a BKPT in HardFault locks the core up
    bkpt 0
    b hang

@ void *look_up(uint16_t *table, uint32_t code)
look_up:
    ldrh r2, [r0]
    cmp r2, 0
    beq 2f
    cmp r2, r1
    beq 1f
    adds r0, 4
    b look_up
1:  ldrh r0, [r0, 2]
    bx lr
2:  movs r0, 0
    bx lr

@ Takes the pins out of reset and gives them to the SSI.
connect:
    push {r4, lr}
    ldr r0, =RESETS_CLEAR
    ldr r1, =QSPI_RESETS
    str r1, [r0]
    ldr r0, =RESETS
1:  ldr r2, [r0, RESET_DONE]
    ands r2, r1
    cmp r2, r1
    bne 1b
    ldr r0, =QSPI_PINS
    movs r1, 0
    str r1, [r0, SELECT]
    bl serial
    pop {r4, pc}

@ The SSI sends and receives bytes on one line.
serial:
    ldr r0, =SSI
    movs r1, 0
    str r1, [r0, SSIENR]
    movs r1, 6
    str r1, [r0, BAUDR]
    ldr r1, =0x00070000                 @ CTRLR0: frames of eight bits, both ways
    str r1, [r0]
    movs r1, 1
    str r1, [r0, SER]
    str r1, [r0, SSIENR]
    bx lr

@ R0 = 2 pulls the flash's chip select low, 3 lifts it (2.19.6.2, OUTOVER).
select:
    ldr r1, =QSPI_PINS
    lsls r0, r0, 8
    str r0, [r1, SELECT]
    ldr r0, [r1, SELECT]
    bx lr

@ Exchanges the byte in R0 with the flash; leaves R3 to R7.
exchange:
    ldr r1, =SSI
    str r0, [r1, DR]
1:  ldr r2, [r1, RXFLR]
    cmp r2, 0
    beq 1b
    ldr r0, [r1, DR]
    uxtb r0, r0
    bx lr

@ Ends whatever mode of continued reads the flash is in: ones on its lines (W25Q16JV, 8.2.11).
exit_xip:
    push {r4, lr}
    bl serial
    movs r0, 2
    bl select
    movs r4, 4
1:  movs r0, 0xFF
    bl exchange
    subs r4, 1
    bne 1b
    movs r0, 3
    bl select
    movs r0, 2
    bl select
    movs r0, 0xFF
    bl exchange
    movs r0, 0xFF
    bl exchange
    movs r0, 3
    bl select
    ldr r1, =QSPI_PINS
    movs r0, 0
    str r0, [r1, SELECT]
    pop {r4, pc}

@ Sends write enable, and then the instruction R0 with the address R4; leaves the flash selected.
begin:
    push {r6, lr}
    mov r6, r0
    movs r0, 2
    bl select
    movs r0, 0x06
    bl exchange
    movs r0, 3
    bl select
    movs r0, 2
    bl select
    mov r0, r6
    bl exchange
    lsrs r0, r4, 16
    uxtb r0, r0
    bl exchange
    lsrs r0, r4, 8
    uxtb r0, r0
    bl exchange
    uxtb r0, r4
    bl exchange
    pop {r6, pc}

@ Deselects the flash and waits until it is not busy.
finish:
    push {r4, lr}
    movs r0, 3
    bl select
1:  movs r0, 2
    bl select
    movs r0, 0x05
    bl exchange
    movs r0, 0
    bl exchange
    mov r4, r0
    movs r0, 3
    bl select
    lsrs r4, r4, 1
    bcs 1b
    pop {r4, pc}

@ void erase(uint32_t address, uint32_t count, uint32_t block_size, uint8_t block_instruction)
erase:
    push {r4, r5, r6, r7, lr}
    sub sp, 4
    mov r4, r0
    adds r5, r0, r1                     @ the end
    mov r6, r2
    mov r7, r3
1:  cmp r4, r5
    bhs 4f
    cmp r6, 0
    beq 2f
    subs r0, r6, 1
    ands r0, r4
    bne 2f
    subs r0, r5, r4
    cmp r0, r6
    blo 2f
    mov r0, r7
    bl begin
    bl finish
    adds r4, r4, r6
    b 1b
2:  movs r0, 0x20                       @ a sector of 4 KiB
    bl begin
    bl finish
    movs r0, 1
    lsls r0, r0, 12
    adds r4, r4, r0
    b 1b
4:  add sp, 4
    pop {r4, r5, r6, r7, pc}

@ void program(uint32_t address, const uint8_t *bytes, uint32_t count)
program:
    push {r4, r5, r6, lr}
    mov r4, r0
    mov r5, r1
    adds r6, r1, r2                     @ the end of the bytes
1:  cmp r5, r6
    bhs 3f
    movs r0, 0x02
    bl begin
2:  ldrb r0, [r5]
    bl exchange
    adds r5, 1
    adds r4, 1
    uxtb r0, r4
    cmp r0, 0
    beq 4f
    cmp r5, r6
    blo 2b
4:  bl finish
    b 1b
3:  pop {r4, r5, r6, pc}

@ Empties the cache, and lets go of the chip select.
flush:
    ldr r0, =XIP
    movs r1, 1
    str r1, [r0, 4]                     @ FLUSH (2.6.3.6)
    ldr r1, [r0, 4]
    ldr r0, =QSPI_PINS
    movs r1, 0
    str r1, [r0, SELECT]
    bx lr

@ Flash answers as memory: command 03h, 24 bits of address, one line.
enter_xip:
    ldr r0, =SSI
    movs r1, 0
    str r1, [r0, SSIENR]
    ldr r1, =0x001F0300                 @ CTRLR0: frames of 32 bits, EEPROM read
    str r1, [r0]
    ldr r1, =0x03000218                 @ SPI_CTRLR0
    adds r0, SPI_CTRLR0
    str r1, [r0]
    subs r0, SPI_CTRLR0
    movs r1, 1
    str r1, [r0, SSIENR]
    bx lr

    .ltorg
