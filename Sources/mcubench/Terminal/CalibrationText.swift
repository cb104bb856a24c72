import Calibration
import Reports
import Workbench

/// What is said of a calibration while it goes on and at its end.
enum CalibrationText {
  static func line(_ event: CalibrationEvent) -> String {
    switch event {
    case .pool(let layers, let variants):
      "\(NumberText.grouped(layers)) layers of \(variants) kernel variants to choose from"
    case .resumed(let progress, let begun):
      "going on with the calibration of \(begun): " + standing(progress)
    case .firmware(let progress):
      progress.trouble.map { Terminal.harmless($0) }
        ?? "firmware \(progress.firmwares): \(standing(progress))"
    }
  }

  /// What the table lacks, and what to do about it; nothing for a whole one.
  static func remarks(_ finished: FinishedCalibration) -> String {
    var text = ""
    for part in finished.leftOut {
      let layers = part.layers.count == 1 ? "1 layer" : "\(part.layers.count) layers"
      text += "  Left out  \(layers): \(Terminal.harmless(part.reason))\n"
    }
    if case .budget(let left) = finished.ending {
      text +=
        "  Budget    spent with \(left) shapes not measured; the same command goes on with them\n"
    }
    return text
  }

  /// `87 of 400 shapes, typical error 2.10 %, 1 min 12 s so far, about 5 min left`.
  private static func standing(_ progress: SweepProgress) -> String {
    var parts = ["\(progress.shapesMeasured) of \(progress.shapesWanted) shapes"]
    if progress.shapesLeftOut > 0 { parts.append("\(progress.shapesLeftOut) left out") }
    parts.append(
      progress.typicalError.map { "typical error \(NumberText.fixed($0 * 100, digits: 2)) %" }
        ?? "no error figure yet")
    parts.append("\(duration(progress.spent)) so far")
    parts.append(progress.left.map { "about \(duration($0)) left" } ?? "no estimate yet")
    if let cut = progress.shapesCut { parts.append("the budget will cut about \(cut) shapes") }
    return parts.joined(separator: ", ")
  }

  /// `45 s`, `12 min 5 s`, `3 h 20 min`.
  static func duration(_ duration: Duration) -> String {
    let seconds = Int((duration / .seconds(1)).rounded())
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
