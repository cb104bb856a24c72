import DataSets
import MCUBenchTestSupport
import Measurements
import ModelCatalog
import ModelGraph
import Testing

@testable import Evaluation

/// What is kept of an evaluation beside the model.
@Suite struct KeptAccuracyTests {
  private let labels = [0, 1, 1, 0]
  private let time = Timestamp(unixMilliseconds: 7)

  private func evaluation(
    _ task: EvaluationTask, host: [Answer], board: [Answer]? = nil, differing: [Int] = []
  ) throws -> Evaluation {
    let graph = graph(input: activation(.int8, [1, 2], scale: 1))
    return Evaluation(
      model: Evaluation.Model(name: "m", sha256: "ab"),
      data: Evaluation.Data(
        source: "set", sha256: "cd", labels: labels, files: nil, classNames: nil,
        encoding: try InputEncoding(
          to: graph, from: .int8, sampleShape: [2], scale: nil, allowsWindows: false,
          source: "set")),
      task: task, host: Evaluation.Side(answers: host, labels: labels, task: task),
      board: board.map {
        Evaluation.Board(
          side: Evaluation.Side(answers: $0, labels: labels, task: task), run: .example(),
          outputByteCount: 8, differingSamples: differing)
      })
  }

  private func classes(_ predictions: [Int]) -> [Answer] {
    predictions.map { Answer(prediction: $0, score: 1) }
  }

  @Test func eachPlaceHasItsPerCentOfItsOwnSamples() throws {
    let kept = try evaluation(
      .classification(classCount: 2), host: classes([0, 1, 1, 1]), board: classes([0, 1])
    ).accuracies(onSetNamed: "vww", at: time)
    #expect(
      kept == [
        AccuracyRecord(
          dataSet: "vww", metric: .accuracy, value: 75, sampleCount: 4, place: .host,
          source: .evaluated, noted: time),
        AccuracyRecord(
          dataSet: "vww", metric: .accuracy, value: 100, sampleCount: 2,
          place: .board("stm32f746g", .simulated), source: .evaluated, noted: time),
      ])
  }

  @Test func aBoardThatComputesSomethingElseHasNoAccuracy() throws {
    let kept = try evaluation(
      .classification(classCount: 2), host: classes([0, 1, 1, 1]), board: classes([0, 0]),
      differing: [1]
    ).accuracies(onSetNamed: nil, at: time)
    #expect(kept.map(\.place) == [.host])
  }

  @Test func anomalyDetectionKeepsTheAreaOfWhoSawBothLabels() throws {
    let answers = [1.0, 4, 2, 3].map { Answer(prediction: nil, score: $0) }
    let kept = try evaluation(.anomaly, host: answers, board: Array(answers.prefix(1)))
      .accuracies(onSetNamed: "toycar", at: time)
    // Of the four pairs only the one of 2 and 3 is in the wrong order.
    #expect(kept.map(\.metric) == [.auc])
    #expect(kept.map(\.value) == [0.75])
    #expect(kept.map(\.place) == [.host])
  }
}
