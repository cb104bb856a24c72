import Measurements
import Testing

@testable import Workbench

/// What a stored run is held against.
@Suite struct StoredRunsTests {
  @Test func readsATimingModelAsTheVirtualBoardPrintsIt() {
    #expect(
      TimingModel(parametersLine: "m7 version 1, d056d91440e2")
        == TimingModel(name: "m7", version: "1", parameterHash: "d056d91440e2"))
    #expect(
      TimingModel(parametersLine: "core version 2, no parameters")
        == TimingModel(name: "core", version: "2"))
  }

  @Test(arguments: ["", ",", "m7", "m7 version 1", ", x", "m7 release 1, x", "a b version 1, x"])
  func readsNothingFromAnotherLine(line: String) {
    #expect(TimingModel(parametersLine: line) == nil)
  }
}
