import Foundation
import MCUBenchTestSupport
import Testing

private let imageDirectory = TestPrograms.environment["MCUBENCH_MLPERF_IMAGES"]

/// Images of published MLPerf Tiny results on the virtual board, against what silicon took.
///
/// `MCUBENCH_MLPERF_IMAGES` names a directory with `f746/vww.bin` and so on: the `code.bin` files
/// that Bosch published beside its results for the STM32F746G-DISCO in MLPerf Tiny v1.1, in
/// `closed/bosch/code/DISCO_F746NG` of mlcommons/tiny_results_v1.1.
@Suite(
  .enabled(if: imageDirectory != nil, "MCUBENCH_MLPERF_IMAGES names no directory"),
  .serialized)
struct PublishedImageTests {
  /// Milliseconds an inference, from the results published with the images.
  static let published: [(benchmark: String, milliseconds: Double)] = [
    ("ad", 1.703), ("ic", 61.57), ("kws", 18.42), ("vww", 57.18),
  ]

  /// What the timing model may be off by.
  private let tolerance = 0.05

  @Test(arguments: published)
  func takesAsLongAsOnSilicon(benchmark: String, milliseconds: Double) async throws {
    let image = "\(try #require(imageDirectory))/f746/\(benchmark).bin"
    try #require(FileManager.default.fileExists(atPath: image))
    try await Sandbox.with { home in
      let outcome = try await home.run(
        ["mlperf", "--board", "stm32f746g", "--image", image, "--json"], within: .seconds(900))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let model = document["timing_model"] as? [String: Any]
      #expect(model?["name"] as? String == "m7")
      #expect(document["evidence"] as? String == "simulated")
      #expect(document["benchmark"] as? String == benchmark + "01")
      let latency = try #require(document["latency_ms"] as? Double)
      #expect(abs(latency / milliseconds - 1) < tolerance, "\(latency) ms")
    }
  }
}
