import Evaluation
import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import Reports

/// An evaluation as people get it.
@Suite struct EvaluationReportTests {
  private func text(samples: Int, differing: [Int]) throws -> String {
    let graph = ModelGraph(
      tensors: [.int8([1, 2], scale: 1, zeroPoint: 0)], layers: [], inputs: [0], outputs: [0],
      source: ModelSource(fileBytes: 0, sha256: ""))
    let labels = Array(repeating: 0, count: samples)
    let side = Evaluation.Side(
      answers: labels.map { Answer(prediction: $0, score: 1) }, labels: labels,
      task: .classification(classCount: 2))
    return EvaluationText.text(
      Evaluation(
        model: Evaluation.Model(name: "m", sha256: "ab"),
        data: Evaluation.Data(
          source: "set", sha256: "cd", labels: labels, files: nil, classNames: nil,
          encoding: try InputEncoding(
            to: graph, from: .int8, sampleShape: [2], scale: nil, allowsWindows: false, source: "")),
        task: .classification(classCount: 2), host: side,
        board: Evaluation.Board(
          side: side, run: .example(), outputByteCount: 2 * samples, differingSamples: differing)))
  }

  @Test func agreementIsWholeOnlyWhereEveryImageAgrees() throws {
    #expect(try text(samples: 10_000, differing: []).contains("(100.0 %; 20 000 B"))
    let missed = try text(samples: 10_000, differing: [7])
    #expect(missed.contains("9 999 of 10 000 equal the host's bit for bit (99.9 %;"))
    #expect(try text(samples: 4, differing: [1]).contains("(75.0 %; 8 B"))
  }
}
