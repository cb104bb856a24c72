package import Measurements

/// Where code, weights and activations of a run lay, in words.
package enum PlacementText {
  /// `code in flash (XIP), weights in flash (XIP), activations in SRAM`; `nil` where the board leaves
  /// no choice and everything lies in the flash that its linker script names.
  package static func sentence(_ run: Measurement) -> String? {
    let code = Set(run.layers.compactMap(\.placement.code))
    let weights = Set(run.layers.compactMap(\.placement.weights))
    let hasChoice = run.placement != nil
    let flash: Set<String> = [RegionUse.Role.flash.rawValue]
    guard hasChoice || !code.union(weights).isSubset(of: flash) else { return nil }
    let activations = Set(
      run.layers.flatMap { [$0.placement.activationIn, $0.placement.activationOut] }
        .compactMap(\.self))
    let parts = [("code", code), ("weights", weights), ("activations", activations)]
    return parts.filter { !$0.1.isEmpty }.map { what, regions in
      let names = Set(regions.map { memory($0, isReadInPlace: hasChoice) }).sorted()
      return "\(what) in \(names.joined(separator: " and "))"
    }.joined(separator: ", ")
  }

  /// The memory that a profile's region is, as data sheets name it: `flash (XIP)`, `SRAM`, `DTCM`.
  ///
  /// The Pico's profile has its SRAM in two regions, and calls the one that code runs from `code`.
  private static func memory(_ region: String, isReadInPlace: Bool) -> String {
    switch region {
    case RegionUse.Role.flash.rawValue: isReadInPlace ? "flash (XIP)" : "flash"
    case "code": "SRAM"
    default: region.uppercased()
    }
  }

  /// `1 of 2` of a run on one core of a chip that has more, `2` of one whose cores shared the layers;
  /// `nil` where there is no choice.
  package static func cores(_ run: Measurement) -> String? {
    if run.coreCount > 1 { return RunTable.cores(run) }
    return run.choices?.availableCores.map { "1 of \($0)" }
  }

  /// What of a job or a run is not as the profile has it, to stand behind the board's name:
  /// `, 2 cores, code=ram,weights=ram`.
  package static func mark(cores: Int?, placement: String?) -> String {
    let cores = cores.map { $0 == 1 ? "1 core" : "\($0) cores" }
    return [cores, placement].compactMap(\.self).map { ", \($0)" }.joined()
  }
}
