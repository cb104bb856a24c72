import Foundation
import MCUBenchTestSupport
import Testing

private let imageDirectory = TestPrograms.environment["MCUBENCH_MLPERF_IMAGES"]

/// Images of published MLPerf Tiny results on virtual boards, against what silicon took.
///
/// `MCUBENCH_MLPERF_IMAGES` names a directory with `f746/vww.bin`, `g0b1/vww.bin` and so on: the
/// `code.bin` files that Bosch published with its results of MLPerf Tiny v1.1, in
/// `closed/bosch/code/DISCO_F746NG` and `NUCLEO_G0B1RE` of mlcommons/tiny_results_v1.1.
@Suite(
  .enabled(if: imageDirectory != nil, "MCUBENCH_MLPERF_IMAGES names no directory"), .serialized)
struct PublishedImageTests {
  /// An image, and its median throughput on silicon: `closed/bosch/results` beside the code.
  struct Published: Sendable, CustomTestStringConvertible {
    let board: String
    let timing: String
    let image: String
    let throughput: Double

    var testDescription: String { image }
    var benchmark: String { String(image.split(separator: "/")[1]) }
  }

  static let published =
    [
      ("ad", 587.335), ("ic", 16.242), ("kws", 54.293), ("vww", 17.490),
    ].map {
      Published(board: "stm32f746g", timing: "m7", image: "f746/\($0.0)", throughput: $0.1)
    }
    + [("ad", 21.484), ("ic", 0.599), ("kws", 1.472), ("vww", 0.535)].map {
      Published(board: "nucleo-g0b1re", timing: "m0plus", image: "g0b1/\($0.0)", throughput: $0.1)
    }

  /// What a timing model may be off by.
  private let tolerance = 0.05

  @Test(arguments: published)
  func takesAsLongAsOnSilicon(published: Published) async throws {
    let image = "\(try #require(imageDirectory))/\(published.image).bin"
    try #require(FileManager.default.fileExists(atPath: image))
    try await Sandbox.with { home in
      let outcome = try await home.run(
        [
          "mlperf", "--board", published.board, "--image", image, "--timing", published.timing,
          "--json",
        ], within: .seconds(900))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let model = document["timing_model"] as? [String: Any]
      #expect(model?["name"] as? String == published.timing)
      #expect(document["evidence"] as? String == "simulated")
      #expect(document["benchmark"] as? String == published.benchmark + "01")
      let throughput = try #require(document["median_throughput"] as? Double)
      let difference = published.throughput / throughput - 1
      #expect(abs(difference) < tolerance, "\(throughput) inf./s")
    }
  }
}
