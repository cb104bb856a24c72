import Evaluation
import Testing

@Suite struct ScoringTests {
  @Test func theFirstOfEqualScoresIsBest() {
    #expect(Scoring.best([0.1, 0.7, 0.7]) == 1)
    #expect(Scoring.best([-3, -3]) == 0)
    #expect(Scoring.best([Int]()) == nil)
  }

  /// By hand: pairs of a positive and a negative sample, of which the positive's score is higher.
  @Test func takesTheAreaUnderTheCurve() {
    func area(_ scored: [(Double, Bool)]) -> Double {
      Scoring.areaUnderCurve(scored.map { (score: $0.0, isPositive: $0.1) })
    }
    #expect(area([(1, false), (2, true)]) == 1)
    #expect(area([(2, false), (1, true)]) == 0)
    #expect(area([(1, false), (1, true)]) == 0.5)
    #expect(area([(1, false), (3, false), (2, true), (4, true)]) == 0.75)
    #expect(area([(1, true)]).isNaN)
  }

  /// By hand: six samples of three classes, the last class never answered.
  @Test func countsWhoIsTakenForWhom() {
    let figures = Classification(
      labels: [0, 0, 0, 1, 1, 2], answers: [0, 0, 1, 1, 0, 1], classCount: 3)
    #expect(figures.confusion == [[2, 1, 0], [1, 1, 0], [0, 1, 0]])
    #expect(figures.correctCount == 3)
    #expect(figures.top1 == 0.5)
    #expect(figures.classes.map(\.count) == [3, 2, 1])
    #expect(figures.classes.map(\.answerCount) == [3, 3, 0])
    #expect(figures.classes.map(\.precision) == [2.0 / 3, 1.0 / 3, nil])
    #expect(figures.classes.map(\.recall) == [2.0 / 3, 0.5, 0])
    let unasked = Classification(labels: [0], answers: [0], classCount: 2)
    #expect(unasked.classes[1].recall == nil)
  }

  @Test func separatesAnomaliesByTheirErrors() {
    let figures = AnomalyDetection(labels: [0, 1, 0, 1], scores: [1, 2, 3, 4])
    #expect(figures.areaUnderCurve == 0.75)
    #expect(figures.normalCount == 2)
    #expect(figures.anomalyCount == 2)
    #expect(figures.normalMeanError == 2)
    #expect(figures.anomalyMeanError == 3)
  }
}
