import Foundation
import MCUBenchTestSupport
import Testing

/// A virtual board that starts another image than the one it is given.
enum PatchedBoard {
  /// Where the image lies on the board: RM0385, 2.2.2, flash on the AXI bus.
  private static let flashOrigin = 0x0800_0000

  /// A copy of the raw `image`, its ELF file beside it, with the first instruction of `function`
  /// replaced.
  static func patch(
    _ image: String, function: String, with instruction: UInt16, in home: Sandbox
  ) async throws -> String {
    var bytes = try #require(FileManager.default.contents(atPath: image))
    let place = try await address(of: function, beside: image, home) - flashOrigin
    try #require(bytes.indices.contains(place) && bytes.indices.contains(place + 1))
    bytes[place] = UInt8(instruction & 0xFF)
    bytes[place + 1] = UInt8(instruction >> 8)
    let patched = home.directory + "/patched.bin"
    try bytes.write(to: URL(filePath: patched))
    return patched
  }

  /// Builds `model` and gives the raw image's path.
  static func build(_ model: String, in home: Sandbox) async throws -> String {
    let folder = home.directory + "/built"
    let outcome = try await home.run(["build", model, "--board", "stm32f746g", "-o", folder])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return folder + "/firmware.bin"
  }

  /// A program that starts the virtual board with `image` in place of the one it is given.
  static func script(in home: Sandbox, starting image: String) throws -> String {
    try home.writeScript(
      """
      last=
      for word; do
        shift
        [ "$last" = --image ] && word='\(image)'
        set -- "$@" "$word"
        last=$word
      done
      exec '\(TestPrograms.directory.path)/mcubench-vboard' "$@"
      """, to: "patched-board")
  }

  private static func address(
    of function: String, beside image: String, _ home: Sandbox
  ) async throws -> Int {
    let elf = image.replacingOccurrences(of: ".bin", with: ".elf")
    let listing = try await home.runProgram(
      "/usr/bin/arm-none-eabi-nm", [elf], within: .seconds(30))
    let line = try #require(
      listing.output.split(separator: "\n").first { $0.hasSuffix(" \(function)") })
    return try #require(Int(line.prefix(8), radix: 16))
  }
}
