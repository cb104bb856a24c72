import ContentHash
import Foundation
import MCUBenchTestSupport
import Testing

/// What `Tests/RP2040Oracle/infer.py` says of a board that it has talked to.
struct RP2040Oracle {
  static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  let board: String
  let coreHertz: String
  let buildID: String
  let outputHash: String

  /// Runs one inference of an image, or on the board behind a terminal.
  init(
    _ place: String, input: String, output: String, in home: Sandbox
  ) async throws {
    let script = Self.checkout.appending(path: "Tests/RP2040Oracle/infer.py").path
    let outcome = try await home.runProgram(
      try #require(StockTool.rp2040Python), [script, place, input, output], within: .seconds(600))
    try #require(outcome.status == 0, "\(outcome.errors)")
    let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
    try #require(words.count == 4, "\(outcome.output)")
    (board, coreHertz, buildID, outputHash) = (words[0], words[1], words[2], words[3])
  }
}

/// The UF2 file that `mcubench build` writes, in rp2040py: an RP2040 that is not ours.
@Suite(
  .enabled(
    if: StockTool.rp2040Python != nil, "rp2040py is not installed: packaging/setup.sh test does it"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"),
  .timeLimit(.minutes(10)))
struct RP2040OracleTests {
  private static let examples = RP2040Oracle.checkout.appending(path: "examples")

  /// A network of `examples/` with bytes of one input and one output.
  struct Network: CustomTestStringConvertible, Sendable {
    let name: String
    let inputBytes: Int
    let outputBytes: Int
    var testDescription: String { name }

    func bytes(_ file: String, _ count: Int) throws -> [UInt8] {
      let path = RP2040OracleTests.examples.appending(path: "\(name)/\(file)")
      return Array(try Data(contentsOf: path).prefix(count))
    }
  }

  @Test(arguments: [
    Network(name: "block_hswish_conv", inputBytes: 432, outputBytes: 288),
    Network(name: "block_inverted_residual", inputBytes: 384, outputBytes: 384),
  ])
  func theSameFileGivesTheSameOutput(network: Network) async throws {
    try await Sandbox.with { home in
      let model = Self.examples.appending(path: "\(network.name)/\(network.name).tflite").path
      let firmware = home.directory + "/firmware"
      let built = try await home.run(["build", model, "--board", "pico", "-o", firmware])
      try #require(built.status == 0, "\(built.errors)")
      let image = firmware + "/firmware.uf2"
      let input = try home.write(
        try network.bytes("input.bin", network.inputBytes), to: "input.bin")

      let (saved, heard) = (home.directory + "/theirs.bin", home.directory + "/ours.bin")
      let theirs = try await RP2040Oracle(image, input: input, output: saved, in: home)
      #expect(theirs.board == "pico" && theirs.coreHertz == "125000000")
      let bytes = Array(try Data(contentsOf: URL(filePath: saved)))
      #expect(bytes == (try network.bytes("output.bin", network.outputBytes)))
      #expect(theirs.outputHash == SHA256Digest(of: bytes).description)

      let board = try RunningBoard(image: URL(filePath: image), ["--board", "pico"])
      board.closeLine()
      let ours = try await RP2040Oracle(board.path, input: input, output: heard, in: home)
      #expect(ours.buildID == theirs.buildID)
      #expect(ours.outputHash == theirs.outputHash)

      let reference = home.directory + "/reference.bin"
      let ran = try await home.run(
        [
          "run", model, "--board", "pico", "--on", "simulator", "--input", input, "--save-output",
          reference, "--runs", "1", "--warmup", "0",
        ], within: .seconds(300))
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(ran.output.contains("Output    equals the host reference"))
      #expect(Array(try Data(contentsOf: URL(filePath: reference))) == bytes)
    }
  }

  /// The oracle is one only if it can say no: another input changes its answer.
  @Test func anotherInputGivesAnotherOutput() async throws {
    try await Sandbox.with { home in
      let network = Network(name: "block_hswish_conv", inputBytes: 432, outputBytes: 288)
      let model = Self.examples.appending(path: "\(network.name)/\(network.name).tflite").path
      let firmware = home.directory + "/firmware"
      let built = try await home.run(["build", model, "--board", "pico", "-o", firmware])
      try #require(built.status == 0, "\(built.errors)")
      var other = try network.bytes("input.bin", network.inputBytes)
      for place in other.indices { other[place] ^= 0x55 }
      let input = try home.write(other, to: "input.bin")
      let saved = home.directory + "/theirs.bin"
      _ = try await RP2040Oracle(
        firmware + "/firmware.uf2", input: input, output: saved, in: home)
      let bytes = Array(try Data(contentsOf: URL(filePath: saved)))
      #expect(bytes.count == network.outputBytes)
      #expect(bytes != (try network.bytes("output.bin", network.outputBytes)))
    }
  }
}
