// SPDX-License-Identifier: GPL-2.0-or-later

/// What a boot ROM and its flash do wrong on request.
package struct PicoBootFaults: Hashable, Sendable {
  /// The first command of this stage is refused.
  private var stall: ProbeFault.Stage?
  /// The first data that are read end half a packet early.
  private var isShort = false
  /// So many times, the first page programmed after an erase keeps a bit that it should not.
  private var weakProgrammings: UInt64 = 0
  private var isWeakNext = false

  package init(_ faults: [FaultMode] = []) {
    for fault in faults {
      switch fault {
      case .probe(.bootStall(let stage)): stall = stage
      case .probe(.shortRead): isShort = true
      case .weakProgramming(let times): weakProgrammings = times
      default: break
      }
    }
  }

  /// Whether a command of `stage` is to be refused now; says so once.
  mutating func stalls(at stage: ProbeFault.Stage) -> Bool {
    guard stall == stage else { return false }
    stall = nil
    return true
  }

  mutating func noteErase() { isWeakNext = weakProgrammings > 0 }

  /// What comes of programming `page` over `old`: the first cleared bit may stay set.
  mutating func programmed(_ page: [UInt8], over old: [UInt8]) -> [UInt8] {
    let place = zip(page, old).enumerated().first { ~$0.element.0 & $0.element.1 != 0 }
    guard isWeakNext, let (offset, pair) = place else { return page }
    isWeakNext = false
    if weakProgrammings != .max { weakProgrammings -= 1 }
    var page = page
    page[offset] |= 1 << UInt8((~pair.0 & pair.1).trailingZeroBitCount)
    return page
  }

  /// What of the data that are read goes to the host.
  mutating func sent(_ bytes: [UInt8]) -> [UInt8] {
    guard isShort else { return bytes }
    isShort = false
    return Array(bytes.dropLast(min(bytes.count, Self.lostBytes)))
  }

  /// Half a packet of the ROM's bulk endpoints, so that what is left ends in a short one.
  private static let lostBytes = 32
}
