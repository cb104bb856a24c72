// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator

extension Machine {
  /// The version of the timing models' rules; their constants have a hash beside it.
  private static let timingVersion = "1"

  /// Which timing model counts the cycles.
  package var timing: TimingIdentity {
    TimingIdentity(
      model: String(cString: mcub_machine_timing_model(handle)), version: Self.timingVersion,
      parameters: timingParameters)
  }

  /// The constants of the timing model, with the values in force.
  package var timingParameters: [TimingParameter] {
    var count = 0
    guard let table = mcub_machine_timing_parameters(handle, &count) else { return [] }
    return (0..<count).map { index in
      let row = table[index]
      return TimingParameter(
        name: String(cString: row.name), value: mcub_machine_timing_value(handle, index),
        unit: String(cString: row.unit), meaning: String(cString: row.meaning),
        source: String(cString: row.source), isFitted: row.is_fitted)
    }
  }

  /// Makes the timing what was chosen, and writes its tag where the firmware looks for it.
  func settle(_ choice: TimingChoice) throws(VirtualBoardError) {
    if let wanted = choice.model, wanted != timing.model {
      throw VirtualBoardError(reason: .unknownTiming(wanted, core: timing.model))
    }
    for override in choice.overrides {
      guard mcub_machine_set_timing_parameter(handle, override.name, override.value) else {
        throw VirtualBoardError(
          reason: .unusableTimingParameter("\(override.name)=\(override.value)"))
      }
    }
    let tag = timing.tag
    _ = mcub_machine_load_otp(handle, tag, tag.count)
  }
}
