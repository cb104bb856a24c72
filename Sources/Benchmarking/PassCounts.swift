/// The counts of one pass command.
package struct PassCounts: Hashable, Sendable {
  /// Cycles by run, then by layer; one count a run of clean passes, none of probe passes.
  package var runs: [[UInt64]] = []
  /// Windows that ended with an interrupt waiting.
  package var interrupted: Set<WindowPlace> = []
  /// Windows whose count the second timer contradicts.
  package var contradicted: Set<WindowPlace> = []
  package var end = PassFigures()

  /// Takes in a later part of the same pass; of a warm-up, its figures only.
  mutating func add(_ later: PassCounts, isWarmup: Bool = false) {
    end.add(later.end)
    if isWarmup { return }
    for place in later.interrupted {
      interrupted.insert(WindowPlace(run: runs.count + place.run, window: place.window))
    }
    for place in later.contradicted {
      contradicted.insert(WindowPlace(run: runs.count + place.run, window: place.window))
    }
    runs += later.runs
  }
}

/// What a board says at a pass's end.
package struct PassFigures: Hashable, Sendable {
  package var stackBytes = 0
  package var stackLimitBytes = 0
  package var counterWraps = 0
  package var interrupts = 0
  /// The least cost of a stamp pair, once a probe pass has run.
  package var probeCycles: UInt64?
  /// What an inference costs without its layers, stamps included, once a probe pass has run.
  package var frameCycles: ClosedRange<UInt64>?
  /// The very first inference's since start-up, once one has run in one window.
  package var firstCycles: UInt64?

  package init() {}

  /// Takes in the figures of a later part of the same pass.
  mutating func add(_ later: PassFigures) {
    stackBytes = max(stackBytes, later.stackBytes)
    stackLimitBytes = later.stackLimitBytes
    counterWraps += later.counterWraps
    interrupts += later.interrupts
    probeCycles = later.probeCycles ?? probeCycles
    frameCycles = later.frameCycles ?? frameCycles
    firstCycles = firstCycles ?? later.firstCycles
  }
}
