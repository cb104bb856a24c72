import FirmwareArtifacts
import Foundation
import MCUBenchTestSupport
import Testing

@testable import ProcessTools

/// The build refuses an image that lacks what its plan chose.
@Suite(.enabled(if: TestPrograms.hasOnPath("arm-none-eabi-gcc"), "the compiler is not installed"))
struct KernelGuardTests {
  /// A kernel in C whose inner step is one SIMD instruction where the core has it.
  private static let kernel = """
    #include <stdint.h>
    #ifdef __ARM_FEATURE_SIMD32
    #include <arm_acle.h>
    static int32_t step(int32_t a, int32_t b, int32_t sum) { return __smlad(a, b, sum); }
    #else
    static int32_t step(int32_t a, int32_t b, int32_t sum) {
        return (int16_t)a * (int16_t)b + (a >> 16) * (b >> 16) + sum;
    }
    #endif
    __attribute__((noinline)) int32_t inner(const int32_t *a, const int32_t *b);
    int32_t inner(const int32_t *a, const int32_t *b) { return step(*a, *b, 0); }
    int32_t mcub_dot_dsp(const int32_t *a, const int32_t *b);
    typedef int32_t dot(const int32_t *, const int32_t *);
    static dot *volatile chosen;
    int32_t mcub_dot_dsp(const int32_t *a, const int32_t *b) { chosen = inner; return chosen(a, b); }
    """
  private static let main = """
    #include <stdint.h>
    int32_t mcub_dot_dsp(const int32_t *a, const int32_t *b);
    int32_t words[2];
    void start(void);
    void start(void) { words[0] = mcub_dot_dsp(words, words); }
    """
  private static let script = """
    ENTRY(start)
    SECTIONS { . = 0x08000000; .text : { *(.text*) } .data : { *(.data*) *(.bss*) *(COMMON) } }
    """

  private static func sources(
    _ required: RequiredKernel,
    core: [String] = ["-mcpu=cortex-m7", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"]
  ) -> FirmwareSources {
    FirmwareSources(
      generated: [SourceFile(path: "main.c", contents: main)],
      shared: [SourceFile(path: "kernels/mcub_dot_dsp.c", contents: kernel)], headers: [],
      linkerScript: SourceFile(path: "board.ld", contents: script),
      settings: BuildSettings(
        toolPrefix: "arm-none-eabi-",
        machineFlags: core + ["-mthumb"],
        compileFlags: ["-O2", "-std=c11"],
        linkFlags: ["-nostartfiles", "--specs=nano.specs", "-Wl,--gc-sections"],
        debianPackages: []),
      buildID: "guard", requiredKernels: [required])
  }

  private static func build(_ sources: FirmwareSources) async throws {
    try await withTemporaryDirectory { directory in
      _ = try await GCCToolchain(buildRoot: directory, cacheDirectory: nil).build(sources)
    }
  }

  @Test func passesAnImageThatHoldsTheKernelAndItsInstructions() async throws {
    try await Self.build(
      Self.sources(RequiredKernel(symbol: "mcub_dot_dsp", needsSIMD: true)))
  }

  @Test func failsWhenAFlagTakesTheInstructionsAway() async throws {
    // Armv7-M without the DSP extension.
    let plain = ["-march=armv7-m", "-mfloat-abi=soft"]
    let error = await #expect(throws: ToolError.self) {
      try await Self.build(
        Self.sources(RequiredKernel(symbol: "mcub_dot_dsp", needsSIMD: true), core: plain))
    }
    guard case .kernelWithoutSIMD("mcub_dot_dsp", let instructions) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(instructions > 4)
    #expect(error?.remedy?.contains("machine flags") == true)
    // A kernel that was not chosen for them may be without.
    try await Self.build(
      Self.sources(RequiredKernel(symbol: "mcub_dot_dsp", needsSIMD: false), core: plain))
  }

  @Test func failsWhenAKernelIsNotLinked() async throws {
    let error = await #expect(throws: ToolError.self) {
      try await Self.build(
        Self.sources(RequiredKernel(symbol: "mcub_conv_dsp", needsSIMD: false)))
    }
    #expect(error?.reason == .kernelNotLinked(symbol: "mcub_conv_dsp"))
  }

  /// As the GNU assembler encodes them.
  @Test(
    arguments: [
      ("smlad", 0xfb21, 0x3002, true), ("smladx", 0xfb21, 0x3012, true),
      ("smuad", 0xfb21, 0xf002, true), ("smlsd", 0xfb41, 0x3002, true),
      ("smlabb", 0xfb11, 0x3002, true), ("smlatt", 0xfb11, 0x3032, true),
      ("smulbt", 0xfb11, 0xf012, true), ("smlawb", 0xfb31, 0x3002, true),
      ("smlald", 0xfbc2, 0x01c3, true), ("smlalbt", 0xfbc2, 0x0193, true),
      ("sxtb16", 0xfa2f, 0xf081, true), ("sxtb16 ror 8", 0xfa2f, 0xf091, true),
      ("sxtab16", 0xfa21, 0xf082, true), ("uxtb16", 0xfa3f, 0xf081, true),
      ("pkhbt", 0xeac1, 0x4002, true), ("pkhtb", 0xeac1, 0x4022, true),
      ("sadd16", 0xfa91, 0xf002, true), ("qadd8", 0xfa81, 0xf012, true),
      ("ssub8", 0xfac1, 0xf002, true), ("uhadd16", 0xfa91, 0xf062, true),
      ("sel", 0xfaa1, 0xf082, true), ("qsub16", 0xfad1, 0xf012, true),
      ("mul", 0xfb01, 0xf002, false), ("mla", 0xfb01, 0x3002, false),
      ("smmla", 0xfb51, 0x3002, false), ("smull", 0xfb82, 0x0103, false),
      ("smlal", 0xfbc2, 0x0103, false), ("sxtb.w", 0xfa4f, 0xf881, false),
      ("sxtab", 0xfa41, 0xf082, false), ("clz", 0xfab1, 0xf081, false),
      ("rbit", 0xfa91, 0xf0a1, false), ("rev.w", 0xfa91, 0xf081, false),
      ("qadd", 0xfa82, 0xf081, false), ("ssat", 0xf301, 0x0007, false),
      ("ldr.w", 0xf8d1, 0x0004, false), ("sdiv", 0xfb91, 0xf0f2, false),
      ("eor.w", 0xea81, 0x00c2, false), ("lsl.w", 0xfa01, 0xf002, false),
      ("ror.w", 0xfa61, 0xf002, false), ("umaal", 0xfbe2, 0x0163, false),
      ("movs r1, r3; muls", 0x0019, 0x4359, false),
    ] as [(String, UInt16, UInt16, Bool)])
  func knowsInstructionsOnSeveralElements(
    name: String, first: UInt16, second: UInt16, isSIMD: Bool
  ) {
    #expect(
      ThumbInstruction(address: 0, first: first, second: second).isSIMD == isSIMD, "\(name)")
  }

  @Test(
    arguments: [
      (0xb8, 0xf7ff, 0xffa2, 0), (0xbc, 0xf7ff, 0xbfa0, 0), (0xc0, 0xf001, 0xf800, 0x10c4),
    ] as [(Int, UInt16, UInt16, Int)])
  func followsCalls(address: Int, first: UInt16, second: UInt16, target: Int) {
    #expect(
      ThumbInstruction(address: address, first: first, second: second).branchTarget == target)
  }

  @Test func putsAddressesTogetherFromTheirHalves() {
    // movw r3, #0x1235; mov r0, r1; movt r3, #0x0800
    let code = [(0xf241, 0x2335), (0x4608, 0), (0xf6c0, 0x0300)] as [(UInt16, UInt16)]
    #expect(
      ThumbInstruction.constants(
        in: code.map { ThumbInstruction(address: 0, first: $0.0, second: $0.1) }) == [0x0800_1235])
  }
}
