/// The Cortex-M7's rules, each in a short sequence, with the cycles that it takes.
///
/// Assembled with arm-none-eabi-as 2.40 for cortex-m7.
enum CortexM7Rules {
  typealias Row = TimingRule

  /// What comes before each sequence.
  ///
  /// `movw r0, #0; movw r1, #7; movw r2, #3; movw r3, #0x100; movt r3, #0x2000; movw r4, #0x140;
  /// movt r4, #0x2000; movw r5, #0xed88; movt r5, #0xe000; mov.w r6, #0xf00000; str r6, [r5];
  /// dsb; isb; movw r5, #0; movw r6, #0`
  static let setup: [UInt16] = [
    0xF240, 0x0000, 0xF240, 0x0107, 0xF240, 0x0203, 0xF240, 0x1300, 0xF2C2, 0x0300, 0xF240,
    0x1440, 0xF2C2, 0x0400, 0xF64E, 0x5588, 0xF2CE, 0x0500, 0xF44F, 0x0670, 0x602E, 0xF3BF,
    0x8F4F, 0xF3BF, 0x8F6F, 0xF240, 0x0500, 0xF240, 0x0600,
  ]

  static let all: [TimingRule] = [
    Row(
      "independent additions share a cycle", .arm,
      "add.w r5, r1, r2; add.w r6, r1, r2",
      [0xEB01, 0x0502, 0xEB01, 0x0602], cycles: 1),
    Row(
      "three additions take two cycles", .arm,
      "add.w r5, r1, r2; add.w r6, r1, r2; add.w r7, r1, r2",
      [0xEB01, 0x0502, 0xEB01, 0x0602, 0xEB01, 0x0702], cycles: 2),
    Row(
      "an early addition feeds the younger slot", .measured,
      "add.w r5, r1, r2; add.w r6, r5, r2",
      [0xEB01, 0x0502, 0xEB05, 0x0602], cycles: 1),
    Row(
      "a younger addition is not early", .measured,
      "add.w r5, r1, r2; add.w r6, r5, r2; add.w r7, r6, r2",
      [0xEB01, 0x0502, 0xEB05, 0x0602, 0xEB06, 0x0702], cycles: 2),
    Row(
      "a logical result is ready a cycle later", .measured,
      "and.w r5, r1, r2; and.w r6, r5, r2",
      [0xEA01, 0x0502, 0xEA05, 0x0602], cycles: 2),
    Row(
      "a shift is early in the younger slot too", .measured,
      "and.w r7, r1, r2; lsl.w r5, r1, #2; and.w r6, r5, r2",
      [0xEA01, 0x0702, 0xEA4F, 0x0581, 0xEA05, 0x0602], cycles: 2),
    Row(
      "a shifted operand is wanted early", .measured,
      "add.w r5, r1, r2; add.w r6, r1, r5, lsl #2",
      [0xEB01, 0x0502, 0xEB01, 0x0685], cycles: 2),
    Row(
      "a late result reaches a shifter after two", .measured,
      "and.w r5, r1, r2; add.w r6, r1, r5, lsl #2",
      [0xEA01, 0x0502, 0xEB01, 0x0685], cycles: 3),
    Row(
      "one inline shift a cycle", .measured,
      "add.w r5, r1, r2, lsl #1; add.w r6, r1, r2, lsl #1",
      [0xEB01, 0x0542, 0xEB01, 0x0642], cycles: 2),
    Row(
      "a shifted constant is an inline shift", .measured,
      "add.w r5, r1, r2, lsl #1; eor.w r6, r1, #0x3fc00",
      [0xEB01, 0x0542, 0xF481, 0x367F], cycles: 2),
    Row(
      "a repeated byte is no shifted constant", .measured,
      "add.w r5, r1, r2, lsl #1; eor.w r6, r1, #0x00ff00ff",
      [0xEB01, 0x0542, 0xF081, 0x16FF], cycles: 1),
    Row(
      "an extension pairs from the older slot", .measured,
      "uxtb r5, r1; add.w r6, r1, r2",
      [0xB2CD, 0xEB01, 0x0602], cycles: 1),
    Row(
      "an extension does not pair as the younger", .measured,
      "add.w r6, r1, r2; uxtb r5, r1",
      [0xEB01, 0x0602, 0xB2CD], cycles: 2),
    Row(
      "no two extensions in a cycle", .measured,
      "uxtb r5, r1; sxth r6, r1",
      [0xB2CD, 0xB20E], cycles: 2),
    Row(
      "an extracted field is wanted early", .measured,
      "and.w r5, r1, r2; ubfx r6, r5, #1, #3",
      [0xEA01, 0x0502, 0xF3C5, 0x0642], cycles: 3),
    Row(
      "a plain extension is not", .measured,
      "and.w r5, r1, r2; sxtb16 r6, r5",
      [0xEA01, 0x0502, 0xFA2F, 0xF685], cycles: 2),
    Row(
      "sxtab wants its extended register early", .measured,
      "and.w r5, r1, r2; sxtab r6, r1, r5",
      [0xEA01, 0x0502, 0xFA41, 0xF685], cycles: 3),
    Row(
      "sxtab wants its other register late", .measured,
      "and.w r5, r1, r2; sxtab r6, r5, r1",
      [0xEA01, 0x0502, 0xFA45, 0xF681], cycles: 2),
    Row(
      "a saturated result takes a cycle more", .compiler,
      "ssat r5, #8, r1; and.w r6, r5, r2",
      [0xF301, 0x0507, 0xEA05, 0x0602], cycles: 3),
    Row(
      "one product a cycle", .measured,
      "mul r5, r1, r2; mul r6, r1, r2",
      [0xFB01, 0xF502, 0xFB01, 0xF602], cycles: 2),
    Row(
      "a product pairs with an addition", .measured,
      "mul r5, r1, r2; add.w r6, r1, r2",
      [0xFB01, 0xF502, 0xEB01, 0x0602], cycles: 1),
    Row(
      "a product pairs with an extension before it", .measured,
      "sxtb16 r6, r1; smlad r5, r1, r2, r0",
      [0xFA2F, 0xF681, 0xFB21, 0x0502], cycles: 1),
    Row(
      "a product is ready after two", .measured,
      "mul r5, r1, r2; and.w r6, r5, r2",
      [0xFB01, 0xF502, 0xEA05, 0x0602], cycles: 3),
    Row(
      "a product as a factor after two", .measured,
      "mul r5, r1, r2; mul r6, r5, r2",
      [0xFB01, 0xF502, 0xFB05, 0xF602], cycles: 3),
    Row(
      "a product as an address after three", .measured,
      "mul r5, r1, r0; ldr r6, [r3, r5]",
      [0xFB01, 0xF500, 0x595E], cycles: 4),
    Row(
      "a sum is forwarded to the next accumulation", .measured,
      "mla r5, r1, r2, r5; mla r5, r1, r2, r5; mla r5, r1, r2, r5",
      [0xFB01, 0x5502, 0xFB01, 0x5502, 0xFB01, 0x5502], cycles: 3),
    Row(
      "smlad accumulates each cycle", .measured,
      "smlad r5, r1, r2, r5; smlad r5, r1, r2, r5",
      [0xFB21, 0x5502, 0xFB21, 0x5502], cycles: 2),
    Row(
      "long accumulation each cycle", .measured,
      "smlal r5, r6, r1, r2; smlal r5, r6, r1, r2",
      [0xFBC1, 0x5602, 0xFBC1, 0x5602], cycles: 2),
    Row(
      "a late result is a factor a cycle later", .measured,
      "and.w r5, r1, r2; mul r6, r5, r2",
      [0xEA01, 0x0502, 0xFB05, 0xF602], cycles: 2),
    Row(
      "a late result accumulates in its own cycle", .measured,
      "and.w r5, r1, r2; mla r6, r1, r2, r5",
      [0xEA01, 0x0502, 0xFB01, 0x5602], cycles: 1),
    Row(
      "a word is there a cycle later", .measured,
      "ldr r5, [r3]; and.w r6, r5, r2",
      [0x681D, 0xEA05, 0x0602], cycles: 2),
    Row(
      "a byte a cycle after that", .measured,
      "ldrb r5, [r3]; and.w r6, r5, r2",
      [0x781D, 0xEA05, 0x0602], cycles: 3),
    Row(
      "a half-word too", .measured,
      "ldrsh r5, [r3]; and.w r6, r5, r2",
      [0xF9B3, 0x5000, 0xEA05, 0x0602], cycles: 3),
    Row(
      "a word as a shifted operand", .measured,
      "ldr r5, [r3]; add.w r6, r1, r5, lsl #1",
      [0x681D, 0xEB01, 0x0645], cycles: 3),
    Row(
      "a byte as a shifted operand", .measured,
      "ldrb r5, [r3]; add.w r6, r1, r5, lsl #1",
      [0x781D, 0xEB01, 0x0645], cycles: 4),
    Row(
      "a word as a factor", .measured,
      "ldr r5, [r3]; mul r6, r5, r2",
      [0x681D, 0xFB05, 0xF602], cycles: 3),
    Row(
      "a byte as a factor", .measured,
      "ldrb r5, [r3]; mul r6, r5, r2",
      [0x781D, 0xFB05, 0xF602], cycles: 3),
    Row(
      "a word as an accumulator in its own cycle", .measured,
      "ldr r5, [r3]; mla r6, r1, r2, r5",
      [0x681D, 0xFB01, 0x5602], cycles: 1),
    Row(
      "a byte as an accumulator a cycle later", .measured,
      "ldrb r5, [r3]; mla r6, r1, r2, r5",
      [0x781D, 0xFB01, 0x5602], cycles: 2),
    Row(
      "loads of different banks pair", .measured,
      "ldr r5, [r3]; ldr r6, [r3, #4]",
      [0x681D, 0x685E], cycles: 1),
    Row(
      "loads of the same bank do not", .measured,
      "ldr r5, [r3]; ldr r6, [r3, #8]",
      [0x681D, 0x689E], cycles: 2),
    Row(
      "nor of the same bank by other registers", .measured,
      "ldr r5, [r3]; ldr r6, [r4]",
      [0x681D, 0x6826], cycles: 2),
    Row(
      "different banks by other registers pair", .measured,
      "ldr r5, [r3]; ldr r6, [r4, #4]",
      [0x681D, 0x6866], cycles: 1),
    Row(
      "parted loads leave room beside the younger", .measured,
      "ldr r5, [r3]; ldr r6, [r4]; and.w r7, r1, r2",
      [0x681D, 0x6826, 0xEA01, 0x0702], cycles: 2),
    Row(
      "one store a cycle", .measured,
      "str r1, [r3]; str r2, [r3, #4]",
      [0x6019, 0x605A], cycles: 2),
    Row(
      "a store pairs with a load", .measured,
      "str r1, [r3]; ldr r5, [r4, #4]",
      [0x6019, 0x6865], cycles: 1),
    Row(
      "a store takes what its cycle makes", .measured,
      "and.w r5, r1, r2; str r5, [r3]",
      [0xEA01, 0x0502, 0x601D], cycles: 1),
    Row(
      "a store does not pair with a product", .measured,
      "mul r5, r1, r2; str r1, [r3]",
      [0xFB01, 0xF502, 0x6019], cycles: 2),
    Row(
      "ldrd takes one cycle, alone", .measured,
      "ldrd r5, r6, [r3]; add.w r7, r1, r2",
      [0xE9D3, 0x5600, 0xEB01, 0x0702], cycles: 2),
    Row(
      "ldm moves two registers a cycle", .measured,
      "ldmia.w r3, {r5, r6, r7, r8}",
      [0xE893, 0x01E0], cycles: 2),
    Row(
      "an odd register takes a cycle of its own", .measured,
      "ldmia.w r3, {r5, r6, r7, r8, r9}",
      [0xE893, 0x03E0], cycles: 3),
    Row(
      "push moves two registers a cycle", .measured,
      "push {r5, r6, r7, lr}",
      [0xB5E0], cycles: 2),
    Row(
      "nothing joins a multiple load", .measured,
      "add.w r7, r1, r2; ldrd r5, r6, [r3]",
      [0xEB01, 0x0702, 0xE9D3, 0x5600], cycles: 2),
    Row(
      "flags are there a cycle later", .measured,
      "adds.w r5, r1, r2; adc.w r6, r1, r2",
      [0xEB11, 0x0502, 0xEB41, 0x0602], cycles: 2),
    Row(
      "an IT takes a slot, its block waits for flags", .measured,
      "cmp r1, r2; it ne; movne r5, r1",
      [0x4291, 0xBF18, 0x460D], cycles: 2),
    Row(
      "what IT skips takes a slot", .measured,
      "cmp r1, r1; ite ne; movne r5, r1; moveq r6, r1; add.w r7, r1, r2",
      [0x4289, 0xBF14, 0x460D, 0x460E, 0xEB01, 0x0702], cycles: 3),
    Row(
      "an updated base adds in its own cycle", .measured,
      "ldr r5, [r3], #4; and.w r6, r3, r1",
      [0xF853, 0x5B04, 0xEA03, 0x0601], cycles: 1),
    Row(
      "an updated base addresses a cycle later", .measured,
      "ldr r5, [r3], #4; ldr r6, [r3, #4]",
      [0xF853, 0x5B04, 0x685E], cycles: 2),
    Row(
      "a load that is not aligned", .measured,
      "ldr.w r5, [r3, #1]",
      [0xF8D3, 0x5001], cycles: 4),
    Row(
      "a load of what was just stored", .fitted,
      "str r1, [r3]; ldr r5, [r3]",
      [0x6019, 0x681D], cycles: 5),
    Row(
      "and four cycles on it costs nothing", .fitted,
      "str r1, [r3]; isb; nop; ldr r5, [r3]",
      [0x6019, 0xF3BF, 0x8F6F, 0xBF00, 0x681D], cycles: 5),
    Row(
      "a division holds the pipeline", .arm,
      "udiv r5, r1, r2; add.w r6, r1, r2",
      [0xFBB1, 0xF5F2, 0xEB01, 0x0602], cycles: 8),
    Row(
      "a root holds it longer", .measured,
      "vsqrt.f32 s0, s1; add.w r6, r1, r2",
      [0xEEB1, 0x0AE0, 0xEB01, 0x0602], cycles: 15),
    Row(
      "a float division holds it longest", .measured,
      "vdiv.f32 s0, s1, s2; add.w r6, r1, r2",
      [0xEE80, 0x0A81, 0xEB01, 0x0602], cycles: 17),
    Row(
      "a loop is foretold wrongly at its end", .fitted,
      "movw r7, #10; 1: subs r7, r7, #1; bne 1b",
      [0xF240, 0x070A, 0x3F01, 0xD1FD], cycles: 18),
    Row(
      "ten more rounds take a cycle each", .fitted,
      "movw r7, #20; 1: subs r7, r7, #1; bne 1b",
      [0xF240, 0x0714, 0x3F01, 0xD1FD], cycles: 28),
    Row(
      "an untabled branch ahead that is taken", .fitted,
      "cmp r1, r1; beq.w 1f; nop.w; 1: nop.w",
      [0x4289, 0xF000, 0x8002, 0xF3AF, 0x8000, 0xF3AF, 0x8000], cycles: 9),
    Row(
      "the same with flags set three cycles before", .fitted,
      "cmp r1, r1; nop.w; nop.w; nop.w; nop.w; nop.w; nop.w; beq.w 1f; nop.w; 1: nop.w",
      [
        0x4289, 0xF3AF, 0x8000, 0xF3AF, 0x8000, 0xF3AF, 0x8000, 0xF3AF, 0x8000, 0xF3AF, 0x8000,
        0xF3AF, 0x8000, 0xF000, 0x8002, 0xF3AF, 0x8000, 0xF3AF, 0x8000,
      ], cycles: 10),
    Row(
      "an untabled branch ahead that falls through", .measured,
      "cmp r1, r1; bne.w 1f; add.w r5, r1, r2; 1: add.w r6, r1, r2",
      [0x4289, 0xF040, 0x8002, 0xEB01, 0x0502, 0xEB01, 0x0602], cycles: 2),
    Row(
      "a call and its return", .arm,
      "bl 2f; b.w 3f; 2: bx lr; 3: nop.w",
      [0xF000, 0xF802, 0xF000, 0xB801, 0x4770, 0xF3AF, 0x8000], cycles: 4),
    Row(
      "a jump to where none was before", .arm,
      "mov r7, pc; add.w r7, r7, #7; bx r7; nop; nop.w",
      [0x467F, 0xF107, 0x0707, 0x4738, 0xBF00, 0xF3AF, 0x8000], cycles: 9),
  ]
}
