import BoardProfiles

/// Weights that a board copies from flash into memory that tensors leave free, before the first run.
///
/// A layer that reads every weight once waits for the flash: by the timing model of the Cortex-M7
/// 0.41 cycles a byte, against 0.19 from SRAM behind the cache and none from tightly coupled memory,
/// beside 0.6 to 0.7 cycles of work. Layers that read their weights again and again find them in the
/// cache, and gain nothing.
struct WeightCopies {
  /// A network whose streamed weights are fewer than one in so many MACs gains too little for the
  /// memory that the copies take: some hundredths of its time.
  private static let leastShare = 10
  /// A data cache, the STM32F746's of 4 KiB, keeps fewer bytes from one run to the next.
  private static let leastBytes = 4096

  /// By step: where the copy of its streamed argument lies.
  private(set) var copies: [Int: MemoryPlacement] = [:]
  /// The end of what lies in each region, copies included.
  private(set) var reservedBytes: [Int]

  /// Takes what is free behind `reservedBytes` of each region, the fastest first, large weights first.
  init(
    calls: [KernelCall], elidedSteps: Set<Int>, macCount: Int,
    regions: [BoardProfile.MemoryRegion], reservedBytes: [Int]
  ) {
    self.reservedBytes = reservedBytes
    let streams = calls.indices.compactMap { step in
      elidedSteps.contains(step) ? nil : calls[step].streamedBytes.map { (step, byteCount: $0) }
    }
    let total = streams.reduce(0) { $0 + $1.byteCount }
    guard total >= Self.leastBytes, total * Self.leastShare >= macCount else { return }
    for (step, byteCount) in streams.sorted(by: { ($1.byteCount, $0.0) < ($0.byteCount, $1.0) }) {
      for index in regions.indices {
        let alignment = ArenaPlanner.alignment
        let offset = (self.reservedBytes[index] + alignment - 1) / alignment * alignment
        guard offset + byteCount <= regions[index].availableBytes else { continue }
        copies[step] = MemoryPlacement(
          region: regions[index].name, offsetBytes: offset, byteCount: byteCount)
        self.reservedBytes[index] = offset + byteCount
        break
      }
    }
  }
}

extension KernelCall {
  /// Bytes of the constant that the kernel reads once, first to last.
  fileprivate var streamedBytes: Int? {
    guard let streamedArgument, case .constant(let constant) = arguments[streamedArgument] else {
      return nil
    }
    return constant.bytes.count
  }
}
