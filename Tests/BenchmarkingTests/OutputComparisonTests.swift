import Measurements
import ModelGraph
import Testing

@testable import Benchmarking

struct OutputComparisonTests {
  private func reading(
    _ outputs: [[UInt8]], vector: Int = 0, pass: PassKind = .clean
  ) -> SessionResult.VectorOutput {
    SessionResult.VectorOutput(vector: vector, pass: pass, outputs: outputs)
  }

  @Test func findsNothingWhereAllIsEqual() {
    let (check, differences) = OutputComparison.check(
      [reading([[1, 2]]), reading([[1, 2]], pass: .layer)], against: [[[1, 2]]], types: [.int8],
      tensors: [7],
      firstVector: 0)
    #expect(check.mismatches.isEmpty)
    #expect(differences.isEmpty)
    #expect(check.vectorCount == 1)
  }

  @Test func sumsUpEachOutputOfTheTimedVector() {
    let (check, _) = OutputComparison.check(
      [
        reading([Array("123456789".utf8), [1]], vector: 1),
        reading([Array("123456789".utf8), [5]]),
        reading([Array("123456789".utf8), [9]], pass: .layer),
      ],
      against: Array(repeating: [Array("123456789".utf8), [5]], count: 2), types: [.int8, .int8],
      tensors: [7, 3], firstVector: 0)
    #expect(
      check.outputs == [
        OutputRecord(tensor: 7, crc32: 0xcbf4_3926, isMatch: true, maximumError: 0),
        // CRC-32 of the byte 5.
        OutputRecord(tensor: 3, crc32: 0xa268_1b02, isMatch: false, maximumError: 4),
      ])
  }

  @Test func namesTheFirstElementAndBothValues() {
    let (check, differences) = OutputComparison.check(
      [reading([[1, 0xff, 3, 9]])], against: [[[1, 2, 3, 4]]], types: [.int8], tensors: [7],
      firstVector: 5)
    #expect(
      check.mismatches == [
        OutputMismatch(
          vector: 5, output: 0, firstElement: 1, differingElements: 2, elementCount: 4,
          maximumError: 5)
      ])
    #expect(differences.first?.expected == "2")
    #expect(differences.first?.got == "-1")
  }

  @Test func findsADifferenceInALaterPassOnce() {
    let (check, _) = OutputComparison.check(
      [
        reading([[1]]), reading([[2]], pass: .layer), reading([[3]], pass: .cold),
        reading([[7]], vector: 1),
      ], against: [[[1]], [[8]]], types: [.int8], tensors: [7], firstVector: 0)
    #expect(check.mismatches.map(\.vector) == [0, 1])
    #expect(check.vectorCount == 2)
  }

  @Test func comparesWideElementsAsNumbers() {
    let one: [UInt8] = [0, 0, 128, 63]
    let (check, differences) = OutputComparison.check(
      [reading([one + one])], against: [[one + [0, 0, 0, 64]]], types: [.float32], tensors: [7],
      firstVector: 0)
    #expect(check.mismatches.first?.firstElement == 1)
    #expect(check.mismatches.first?.elementCount == 2)
    #expect(check.mismatches.first?.maximumError == 1)
    #expect(differences.first?.expected == "2.0")
    #expect(differences.first?.got == "1.0")
  }

  @Test func callsAReadingThatIsTooShortDifferent() {
    let (check, differences) = OutputComparison.check(
      [reading([[1]])], against: [[[1, 2]]], types: [.int8], tensors: [7], firstVector: 0)
    #expect(check.mismatches.first?.firstElement == 1)
    #expect(differences.first?.got == "nothing")
  }
}
