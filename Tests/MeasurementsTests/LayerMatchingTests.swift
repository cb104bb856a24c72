import Measurements
import Testing

/// Which layers of two networks stand for each other.
@Suite struct LayerMatchingTests {
  /// Layers as `name:operator:channels`, in their order.
  private static func run(_ layers: String) -> ComparedRun {
    ComparedRun.example.changed { run in
      let first = run.layers[0]
      run.layers = layers.split(separator: " ").enumerated().map { index, text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var layer = first
        layer.index = index
        layer.name = parts[0]
        layer.operatorName = parts[1]
        layer.shapes.outputs = [[1, Int(parts[2]) ?? 0]]
        return layer
      }
    }
  }

  /// Pairs as `before-after:basis`, then what is left as `-before` and `+after`.
  private static func matching(_ baseline: String, _ candidate: String) -> String {
    let comparison = RunComparison(run(baseline), run(candidate))
    let pairs = comparison.layers.map { "\($0.baseline.index)-\($0.candidate.index):\($0.basis)" }
    return
      (pairs + comparison.onlyInBaseline.map { "-\($0.index)" }
      + comparison.onlyInCandidate.map { "+\($0.index)" }).joined(separator: " ")
  }

  @Test(arguments: [
    ("a:conv:8 b:pool:8", "a:conv:8 b:pool:8", "0-0:place 1-1:place"),
    // Another converter's names change nothing where the networks are the same.
    ("a:conv:8 b:pool:8", "x:conv:8 y:pool:8", "0-0:place 1-1:place"),
    // A layer put in front must not shift repeated blocks onto their neighbours.
    (
      "a:conv:8 b:conv:8 c:conv:8", "n:conv:8 a:conv:8 b:conv:8 c:conv:8",
      "0-1:nameAndShape 1-2:nameAndShape 2-3:nameAndShape +0"
    ),
    ("a:conv:8 b:pool:8 c:fc:2", "x:conv:8 z:fc:2", "0-0:shape 2-1:shape -1"),
    ("a:conv:8 b:pool:8", "x:pool:8 y:conv:8 z:pool:8", "0-1:shape 1-2:shape +0"),
    // A wider variation keeps its names, and nothing else.
    ("a:conv:8 b:pool:8", "a:conv:16 b:pool:16", "0-0:name 1-1:name"),
    ("a:conv:8", "a:pool:8", "-0 +0"),
    ("a:conv:8 a:conv:9", "a:conv:10 a:conv:11", "-0 -1 +0 +1"),
    (":conv:8", ":conv:9", "-0 +0"),
    ("a:conv:8", "", "-0"),
  ])
  func pairs(baseline: String, candidate: String, expected: String) {
    #expect(Self.matching(baseline, candidate) == expected)
  }

  @Test func aPaddingOrStepThatDoesNothingIsNoOtherWork() {
    let run = Self.run("a:conv:8 b:conv:8")
    let other = run.changed { $0.layers[1].shapes.padding = "VALID" }
    #expect(RunComparison(run, other).layers.map(\.basis) == [.place, .place])
    let still = run.changed { $0.layers[1].shapes.outputs = [[1, 1, 1, 8]] }
    let stepping = still.changed { $0.layers[1].shapes.strideHeight = 3 }
    #expect(RunComparison(still, stepping).layers.map(\.basis) == [.place, .place])
    let strided = run.changed { $0.layers[1].shapes.strideHeight = 3 }
    #expect(RunComparison(run, strided).layers.map(\.basis) == [.nameAndShape, .name])
    let wider = run.changed { $0.layers[1].shapes.kernelWidth = 5 }
    #expect(RunComparison(run, wider).layers.map(\.basis) == [.nameAndShape, .name])
  }

  @Test func aLayerWithOtherShapesIsNeverFlagged() throws {
    let wider = Self.run("a:conv:16").changed { $0.layers[0].figure?.medianCycles = 400_000 }
    let pair = try #require(RunComparison(Self.run("a:conv:8"), wider).layers.first)
    #expect(pair.test?.verdict == .slower)
    #expect(pair.verdict == nil)
  }

  @Test func matchesHugeNetworksByNameAlone() {
    let names = (0..<2_100).map { "l\($0):conv:8" }
    let others = ["l7:conv:8"] + (0..<2_100).map { "x\($0):conv:8" }
    let comparison = RunComparison(
      Self.run(names.joined(separator: " ")), Self.run(others.joined(separator: " ")))
    #expect(comparison.layers.map(\.baseline.index) == [7])
    #expect(comparison.onlyInBaseline.count == 2_099)
    #expect(comparison.onlyInCandidate.count == 2_100)
  }
}
