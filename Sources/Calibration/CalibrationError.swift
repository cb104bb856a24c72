package import Failures

/// Why a calibration cannot go on.
package struct CalibrationError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// What was begun was of other kernels, options or the like; one phrase each.
    case otherPlan([String])
    /// The board measured is another, was built for otherwise, or counts otherwise; one phrase each.
    case otherFacts([String])
    /// The stored layers are not those that this program would measure.
    case otherLayers
    /// The kernels, the profile or the template were written to meanwhile.
    case filesChanged
    /// A real board was being calibrated, and none is attached now.
    case boardGone(board: String)
    /// Not even one firmware could be measured in the time.
    case budgetTooSmall(Duration)
    /// Nothing that was measured could be used.
    case nothingMeasured(lastReason: String?)
    /// One firmware after another gave figures that must not be used.
    case alwaysInvalid(String)
    /// The board can run none of the layers.
    case noLayers(board: String)
    /// A table of silicon's figures stands where one of a model's was to be put.
    case measuredTable(path: String)
  }

  package let reason: Reason

  package init(reason: Reason) {
    self.reason = reason
  }

  /// Seconds with a tenth: `90`, `1.8`.
  private static func seconds(_ duration: Duration) -> String {
    let tenths = Int((duration / .milliseconds(100)).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// `compiler: gcc 12 then, gcc 14 now`.
  package static func difference(_ name: String, _ before: String, _ after: String) -> String {
    "\(name): \(before) then, \(after) now"
  }

  package var summary: String {
    switch reason {
    case .otherPlan(let differences):
      "the calibration that was begun is of something else: "
        + differences.joined(separator: "; ")
    case .otherFacts(let differences):
      "the samples so far are of something else: " + differences.joined(separator: "; ")
    case .otherLayers:
      "the calibration that was begun has other layers than this program would measure"
    case .filesChanged:
      "the kernels, the board's profile or the firmware's template changed while it was measured"
    case .boardGone(let board):
      "a calibration of a real \(board) was begun and not ended, and none is attached now"
    case .budgetTooSmall(let budget):
      "\(Self.seconds(budget)) s are too few to measure one firmware"
    case .nothingMeasured(let reason):
      "no layer could be measured" + (reason.map { ": \($0)" } ?? "")
    case .alwaysInvalid(let why): "the figures of two firmwares in a row must not be used: \(why)"
    case .noLayers(let board): "\(board) can run none of the layers of a calibration"
    case .measuredTable(let path):
      "\(path) is a measured table; a simulated one does not take its place"
    }
  }

  package var remedy: String? {
    switch reason {
    case .otherPlan, .otherLayers:
      "calibrate as it was begun to go on with it, or begin anew with --restart, which keeps the old"
        + " samples stored"
    case .otherFacts:
      "attach the board and install the compiler that it was begun with, or begin anew with --restart"
    case .filesChanged:
      "leave the files alone and calibrate again: it goes on if the kernels are the same"
    case .boardGone: "attach it to go on, or take a virtual board with --on simulator"
    case .budgetTooSmall: "give a larger --budget-minutes, or fewer layers with --firmware-layers"
    case .nothingMeasured, .alwaysInvalid:
      "run a model on the board to see what is wrong: mcubench run MODEL --board BOARD"
    case .noLayers: "look over the board's file in boards/"
    case .measuredTable: "name another file with --output, or move that one away"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .otherPlan, .otherFacts, .otherLayers, .budgetTooSmall, .noLayers, .measuredTable:
      .wrongInput
    case .boardGone, .filesChanged, .nothingMeasured, .alwaysInvalid: .workFailed
    }
  }
}
