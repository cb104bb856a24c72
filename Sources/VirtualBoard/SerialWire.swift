// SPDX-License-Identifier: GPL-2.0-or-later

/// A serial wire bus with several debug ports on it, clock by clock (ADIv5.2, B4).
///
/// A port is chosen by a write to TARGETSEL behind a line reset, and no other answers until the next
/// line reset (B4.3.4).
struct SerialWire {
  /// What a request is answered with, the first bit lowest (B4.2).
  private enum Acknowledge: UInt64 {
    case ok = 1
    case fault = 4
    /// Nobody drives the line, which is pulled up.
    case silence = 7
  }

  /// What the next clocks of the bus carry.
  private enum Phase {
    /// The host's request: nothing yet, or its start bit and what followed.
    case request
    /// What a port sends, and the turnaround behind it: bits still to come, the next one lowest.
    case answer(bits: UInt64, count: Int)
    /// The data of a write and its parity bit, as far as they have come.
    case data(bits: UInt64, count: Int)
    /// After an error of the protocol only a line reset is understood.
    case lost
  }

  /// The request under way.
  private struct Request {
    let isAccessPort: Bool
    let isRead: Bool
    let register: UInt16
    /// Whether the answer was anything but OK, so that the data of a write count for nothing.
    var isRefused = false

    /// TARGETSEL: a write to register 12 of the debug port.
    var selectsTarget: Bool { !isAccessPort && !isRead && register == 0xC }
  }

  private var ports: [DebugPortOnWire]
  private var chosen: Int?
  private var phase = Phase.lost
  private var request: Request?
  private var shifted: UInt8 = 0
  private var shiftedCount = 0
  private var ones = 0
  /// Whether no port ever answers.
  private let isSilent: Bool

  /// A line reset is so many ones (B4.3.3).
  private static let resetOnes = 50

  init(ports: [DebugPortOnWire], isSilent: Bool = false) {
    self.ports = ports
    self.isSilent = isSilent
  }

  /// Clocks the bus: bits with a direction, one for the host's, and what the host sees of each.
  mutating func clock(count: Int, directions: ArraySlice<UInt8>, out: ArraySlice<UInt8>) -> [UInt8]
  {
    var seen = [UInt8](repeating: 0, count: (count + 7) / 8)
    for index in 0..<count {
      let (byte, bit) = (index >> 3, UInt8(1) << UInt8(index & 7))
      let isDriven = directions[directions.startIndex + byte] & bit != 0
      let isOne = out[out.startIndex + byte] & bit != 0
      if isDriven ? drive(isOne) : sense() { seen[byte] |= bit }
    }
    return seen
  }

  /// The host drives the line for a clock; gives what it reads back.
  private mutating func drive(_ isOne: Bool) -> Bool {
    ones = isOne ? ones + 1 : 0
    if ones >= Self.resetOnes {
      (phase, chosen, shiftedCount) = (.request, nil, 0)
      return isOne
    }
    switch phase {
    case .request: shiftRequest(isOne)
    case .data(let bits, let count):
      take(bits | (isOne ? 1 : 0) << UInt64(count), count + 1)
    case .answer, .lost: phase = .lost
    }
    return isOne
  }

  /// The host listens for a clock.
  private mutating func sense() -> Bool {
    ones = 0
    switch phase {
    case .answer(let bits, let count):
      if count > 1 {
        phase = .answer(bits: bits >> 1, count: count - 1)
      } else {
        phase = request?.isRead == true ? .request : .data(bits: 0, count: 0)
      }
      return bits & 1 != 0
    case .request, .data, .lost: return true
    }
  }

  private mutating func shiftRequest(_ isOne: Bool) {
    // Idle clocks are zeros; a request begins with a one.
    if shiftedCount == 0, !isOne { return }
    shifted = shiftedCount == 0 ? 1 : shifted | (isOne ? 1 : 0) << UInt8(shiftedCount)
    shiftedCount += 1
    guard shiftedCount == 8 else { return }
    shiftedCount = 0
    // Start, APnDP, RnW, A[2:3], parity, stop, park (B4.1.1).
    let parity = (shifted >> 1 & 0xF).nonzeroBitCount & 1
    guard shifted >> 6 == 0b10, Int(shifted >> 5 & 1) == parity else {
      phase = .lost
      return
    }
    answer(
      Request(
        isAccessPort: shifted & 2 != 0, isRead: shifted & 4 != 0,
        register: UInt16(shifted >> 3 & 3) << 2))
  }

  /// Answers a request: the acknowledge, then data, parity and turnaround of a read, or the
  /// turnaround before the data of a write.
  ///
  /// The data phase is there whatever the acknowledge says, as with overrun detection (B4.2.3): a
  /// J-Link's host sends a transfer without having seen its beginning.
  private mutating func answer(_ asked: Request) {
    var asked = asked
    let (acknowledge, value) = result(of: asked)
    asked.isRefused = acknowledge != .ok
    request = asked
    if asked.isRead {
      let parity = UInt64(value.nonzeroBitCount & 1)
      let isSilent = acknowledge == .silence
      let data = isSilent ? (1 << 33) - 1 : UInt64(value) | parity << 32
      phase = .answer(bits: acknowledge.rawValue | data << 3, count: Self.readClocks)
    } else {
      phase = .answer(bits: acknowledge.rawValue, count: Self.writeClocks)
    }
  }

  /// Clocks in which the host listens: the turnaround before the acknowledge falls together with the
  /// last bit of the request, as a J-Link counts them; 3 + 32 + 1 and two behind them of a read, 3 and
  /// two behind them of a write.
  private static let readClocks = 38
  private static let writeClocks = 5

  private mutating func result(of asked: Request) -> (Acknowledge, UInt32) {
    if isSilent { return (.silence, 0) }
    // No port drives the acknowledge of TARGETSEL (B4.3.4), but OpenOCD's J-Link driver wants an OK.
    if asked.selectsTarget { return (.ok, 0) }
    guard let chosen else { return (.silence, 0) }
    if ports[chosen].refuses(isAccessPort: asked.isAccessPort, asked.register, asked.isRead) {
      return (.fault, 0)
    }
    guard asked.isRead else { return (.ok, 0) }
    return (.ok, ports[chosen].read(isAccessPort: asked.isAccessPort, asked.register))
  }

  private mutating func take(_ bits: UInt64, _ count: Int) {
    guard count == 33 else {
      phase = .data(bits: bits, count: count)
      return
    }
    phase = .request
    let value = UInt32(truncatingIfNeeded: bits)
    guard let asked = request, !asked.isRefused else { return }
    guard value.nonzeroBitCount & 1 == Int(bits >> 32) else {
      phase = .lost
      return
    }
    if asked.selectsTarget {
      chosen = ports.firstIndex { $0.isMeant(by: value) }
    } else if let chosen {
      ports[chosen].write(value, isAccessPort: asked.isAccessPort, asked.register)
    }
  }

  /// The chips have lost their supply and have it again.
  mutating func powerCycle() {
    for index in ports.indices { ports[index].powerCycle() }
    (phase, chosen, shiftedCount, ones) = (.lost, nil, 0, 0)
  }
}
