import ModelGraph
import Testing

@testable import Evaluation

@Suite struct EvaluationTaskTests {
  private let image = activation(.int8, [1, 2, 2], scale: 1)

  private func check(
    _ task: EvaluationTask, _ labels: [Int], names: [String]? = nil
  ) -> EvaluationError.Reason? {
    do throws(EvaluationError) {
      try task.check(labels, classNames: names, source: "set") { "image \($0)" }
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func followsFromTheModel() throws {
    #expect(
      try EvaluationTask(of: graph(input: image), kind: nil) == .classification(classCount: 10))
    let mirror = graph(input: image, output: activation(.int8, [1, 4], scale: 1))
    #expect(try EvaluationTask(of: mirror, kind: nil) == .anomaly)
    #expect(
      try EvaluationTask(of: mirror, kind: .classification) == .classification(classCount: 4))
  }

  @Test(arguments: [
    ([1], EvaluationTask.Kind?.none, EvaluationError.Reason.outputShape([1])),
    ([1, 5, 3], nil, .outputShape([1, 5, 3])),
    ([1, 10], .anomaly, .noReconstruction(input: 4, output: 10)),
  ])
  func refusesOutputsThatAreNoAnswer(
    shape: [Int], kind: EvaluationTask.Kind?, reason: EvaluationError.Reason
  ) {
    #expect(throws: EvaluationError(reason)) {
      try EvaluationTask(
        of: graph(input: image, output: activation(.int8, shape, scale: 1)), kind: kind)
    }
  }

  @Test func refusesOutputsOfOtherTypes() {
    #expect(throws: EvaluationError(.outputType(.int32))) {
      try EvaluationTask(
        of: graph(input: image, output: activation(.int32, [1, 10])), kind: nil)
    }
  }

  @Test func namesTheFirstLabelOutOfRange() {
    let digits = EvaluationTask.classification(classCount: 10)
    #expect(check(digits, [0, 9]) == nil)
    #expect(
      check(digits, [0, 10, 11])
        == .labelRange(source: "set", sample: "image 1", label: 10, classCount: 10))
    #expect(
      check(digits, [0], names: Array(repeating: "a", count: 11))
        == .tooManyClasses(source: "set", names: 11, classCount: 10))
    #expect(check(.anomaly, [0, 1]) == nil)
    #expect(check(.anomaly, [0, 0]) == .oneLabelOnly(source: "set"))
    #expect(
      check(.anomaly, [0, 2])
        == .labelRange(source: "set", sample: "image 1", label: 2, classCount: 2))
  }

  @Test func readsScoresAndErrors() throws {
    let digits = graph(
      input: image, output: activation(.int8, [1, 3], scale: 0.5, zeroPoint: -1))
    let reading = AnswerReading(of: digits, task: .classification(classCount: 3))
    // -128, 3, 3: the first of equal ones, (3 + 1) / 2.
    #expect(reading.answer(inputs: [], outputs: [[128, 3, 3]]) == Answer(prediction: 1, score: 2))
    let mirror = graph(
      input: activation(.int8, [1, 2], scale: 2, zeroPoint: 1),
      output: activation(.int8, [1, 2], scale: 1))
    let errors = AnswerReading(of: mirror, task: .anomaly)
    // Inputs 0 and 4 against outputs 1 and 2: (1 + 4) / 2; then 0 against 3 twice: 9.
    #expect(
      errors.answer(inputs: [[0, 4], [0, 0]], outputs: [[1, 2], [3, 3]])
        == Answer(prediction: nil, score: (2.5 + 9) / 2))
  }
}
