import BoardProfiles
package import FirmwareArtifacts
package import Measurements
package import Planning

extension RegionUse {
  /// What an image and its plan use of the board's memory: arenas, copies of weights, the rest.
  ///
  /// Without an image, the rest is not known.
  package static func uses(plan: ExecutionPlan, image: FirmwareImage?) -> [RegionUse] {
    let arenas = plan.arenas.map { arena in
      RegionUse(
        name: arena.region, role: .arena, used: arena.byteCount,
        available: plan.board.memory.first { $0.name == arena.region }?.availableBytes)
    }
    let copies = Dictionary(
      plan.layers.compactMap(\.weightCopy).map { ($0.region, $0.byteCount) }, uniquingKeysWith: +)
    let weights = plan.arenas.compactMap { arena in
      copies[arena.region].map {
        RegionUse(name: arena.region, role: .weights, used: $0, available: nil)
      }
    }
    let placed = plan.board.placement?.weights == .ram ? plan.board.weightRegion : nil
    let all = placed.map {
      RegionUse(name: $0.name, role: .weights, used: plan.constantBytes, available: nil)
    }
    guard let image else { return arenas + weights + [all].compactMap(\.self) }
    let others = plan.board.memory.filter { $0.kind != .arena }.map { region in
      let held = image.sections.filter { section in
        region.kind == .flash ? section.isLoaded : section.lies(in: region)
      }
      return RegionUse(
        name: region.name, role: region.kind == .flash ? .flash : .firmware,
        used: held.reduce(0) { $0 + $1.byteCount }, available: region.availableBytes)
    }
    return arenas + weights + [all].compactMap(\.self) + others
  }
}

extension ImageSection {
  fileprivate func lies(in region: BoardProfile.MemoryRegion) -> Bool {
    let start = Int(region.origin)
    return (start..<start + region.bytes).contains(Int(address))
  }
}
