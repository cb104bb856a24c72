// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator

/// Where a machine's cycles went, as far as its timing model tells.
package struct TimingReport {
  let cycles: UInt64
  let counts: mcub_timing_statistics

  /// The cycles that something was executed in: what shares and CPI are of.
  private var executed: UInt64 { cycles - min(cycles, counts.skipped) }

  /// A line a cause, for people; empty without a model.
  package var lines: [String] {
    guard counts.instructions > 0 else { return [] }
    let wrong = counts.branches - counts.predicted
    let dataMisses = counts.flash_misses + counts.sram_misses
    return [
      "\(cycles) cycles, \(counts.skipped) of them asleep or in polls that were skipped",
      "\(executed) cycles executed, \(counts.instructions) instructions with those that IT skipped, CPI "
        + rounded(Double(executed) / Double(counts.instructions), to: 1000),
      "issued beside another: \(counts.dual_issued) (\(share(counts.dual_issued))); "
        + "kept apart by the pairing rules: \(counts.unpaired) (\(share(counts.unpaired))), "
        + "by their banks: \(counts.bank_conflicts)",
      stall("operands", counts.waiting),
      stall("multiple transfers, divisions and barriers", counts.held),
      stall(
        "branches", counts.mispredict_cycles,
        "\(counts.branches) branches, \(wrong) mispredicted"),
      stall(
        "instruction cache", counts.code_cycles,
        "\(counts.code_accesses) lines fetched, \(counts.code_misses) misses"),
      stall(
        "data cache", counts.flash_cycles + counts.sram_cycles,
        "\(counts.data_accesses) accesses, \(dataMisses) read misses: \(counts.flash_misses) to "
          + "flash, \(counts.sram_misses) to SRAM"),
      stall("evictions", counts.eviction_cycles, "\(counts.evictions) dirty lines"),
      stall("flash without a cache", counts.uncached_cycles),
      stall("unaligned loads", counts.unaligned_cycles, "\(counts.unaligned) loads"),
      stall("stores before loads", counts.store_to_load_cycles, "\(counts.store_to_load) loads"),
      stall("exceptions", counts.exception_cycles, "\(counts.exceptions) entries"),
      "the automaton has \(counts.pipeline_states) states and \(counts.transitions) transitions",
    ]
  }

  private func stall(_ cause: String, _ stalled: UInt64, _ detail: String? = nil) -> String {
    "stalls, \(cause): \(stalled) cycles "
      + "(\(rounded(100 * Double(stalled) / Double(max(executed, 1)), to: 10)) %)"
      + (detail.map { "; \($0)" } ?? "")
  }

  private func share(_ instructions: UInt64) -> String {
    "\(rounded(100 * Double(instructions) / Double(counts.instructions), to: 10)) %"
  }

  private func rounded(_ value: Double, to fraction: Double) -> String {
    "\((value * fraction).rounded() / fraction)"
  }
}

extension Machine {
  /// What the timing model has counted so far.
  package var timingReport: TimingReport {
    var counts = mcub_timing_statistics()
    mcub_machine_timing_statistics(handle, &counts)
    return TimingReport(cycles: cycles, counts: counts)
  }
}
