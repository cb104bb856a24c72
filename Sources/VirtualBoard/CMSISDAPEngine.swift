// SPDX-License-Identifier: GPL-2.0-or-later

/// What a CMSIS-DAP probe does with the packets that a host sends it (Arm's CMSIS-DAP, version 2.1).
///
/// Of the commands it has those of serial wire debug; the rest are answered as invalid (0xFF).
struct CMSISDAPEngine {
  private var wire: SerialWire
  private let target: any DebugTarget
  private let serial: String

  /// Full-speed bulk packets, as the Debug Probe's.
  private static let packetBytes: UInt16 = 64
  /// Packets that a host may have on their way at once.
  private static let packetCount: UInt8 = 8
  /// SWD, and nothing else.
  private static let capabilities: UInt8 = 1
  private static let (ok, failed): (UInt8, UInt8) = (0, 0xFF)

  init(wire: SerialWire, target: any DebugTarget, serial: String) {
    self.wire = wire
    self.target = target
    self.serial = serial
  }

  mutating func powerCycle() {
    target.holdReset(false)
    wire.powerCycle()
  }

  /// Answers a packet; each answer begins with the number of the command.
  mutating func execute(_ packet: [UInt8]) -> [UInt8] {
    guard let command = packet.first else { return [] }
    let operands = packet.dropFirst()
    switch command {
    case 0x00: return [command] + information(operands.first ?? 0)
    // LED, disconnect, transfer configuration, delay, clock, SWD configuration.
    case 0x01, 0x03, 0x04, 0x09, 0x11, 0x13: return [command, Self.ok]
    // Connects SWD, by its number or as the default; 0 says that nothing is connected.
    case 0x02: return [command, (operands.first ?? 0) <= 1 ? 1 : 0]
    case 0x05: return [command] + transfers(operands)
    case 0x06: return [command] + block(operands)
    case 0x08:
      let word: UInt32 = operands.dropFirst().littleEndian()
      return [command, transfer(0, word).acknowledge == 1 ? Self.ok : Self.failed]
    case 0x10: return [command] + pins(operands)
    case 0x12: return [command, sequence(operands)]
    case 0x1D: return [command] + sequences(operands)
    default: return [0xFF]
    }
  }

  /// Texts with their length and a zero, numbers with theirs.
  private func information(_ identifier: UInt8) -> [UInt8] {
    func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count + 1)] + Array(text.utf8) + [0] }
    switch identifier {
    case 0x01: return text("mcubench")
    case 0x02: return text("virtual CMSIS-DAP")
    case 0x03: return text(serial)
    case 0x04: return text("2.1.1")
    case 0xF0: return [1, Self.capabilities]
    case 0xFE: return [1, Self.packetCount]
    case 0xFF: return [2] + Self.packetBytes.littleEndianBytes
    default: return [0]
    }
  }

  // MARK: Lines

  /// nRESET is bit 7; what is selected is set, and all lines are read back.
  private func pins(_ operands: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = Array(operands.prefix(2))
    if bytes.count == 2, bytes[1] & 0x80 != 0 { target.holdReset(bytes[0] & 0x80 == 0) }
    return [bytes.count == 2 && bytes[1] & 0x80 != 0 ? bytes[0] & 0x80 : 0x80]
  }

  /// Clocks that the host drives: how many (0 is 256), then the bits.
  private mutating func sequence(_ operands: ArraySlice<UInt8>) -> UInt8 {
    let count = operands.first.map { $0 == 0 ? 256 : Int($0) } ?? 0
    let bytes = (count + 7) / 8
    let bits = operands.dropFirst()
    guard bits.count >= bytes else { return Self.failed }
    _ = wire.clock(count: count, directions: Self.all(bytes)[...], out: bits)
    return Self.ok
  }

  /// Sequences of up to 64 clocks, driven by the host or by the target.
  private mutating func sequences(_ operands: ArraySlice<UInt8>) -> [UInt8] {
    var rest = operands.dropFirst()
    var answer = [Self.ok]
    for _ in 0..<Int(operands.first ?? 0) {
      guard let head = rest.popFirst() else { return [Self.failed] }
      let count = head & 0x3F == 0 ? 64 : Int(head & 0x3F)
      let bytes = (count + 7) / 8
      if head & 0x80 != 0 {
        let none = [UInt8](repeating: 0, count: bytes)
        answer += wire.clock(count: count, directions: none[...], out: none[...])
      } else {
        guard rest.count >= bytes else { return [Self.failed] }
        _ = wire.clock(count: count, directions: Self.all(bytes)[...], out: rest)
        rest = rest.dropFirst(bytes)
      }
    }
    return answer
  }

  private static func all(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: count) }

  // MARK: Transfers

  private static let (isAccessPort, isRead): (UInt8, UInt8) = (1, 2)
  private static let readBuffer: UInt8 = 0xE

  /// Takes transfers one after the other until one is refused: an index, a count, then a request each
  /// and the word of a write.
  private mutating func transfers(_ operands: ArraySlice<UInt8>) -> [UInt8] {
    var rest = operands.dropFirst(2)
    var (done, acknowledge): (UInt8, UInt8) = (0, 0)
    var data: [UInt8] = []
    for _ in 0..<Int(operands.dropFirst().first ?? 0) {
      guard let request = rest.popFirst() else { break }
      let word: UInt32 = rest.littleEndian()
      if request & Self.isRead == 0 { rest = rest.dropFirst(4) }
      let result = transfer(request, word)
      acknowledge = result.acknowledge
      guard acknowledge == 1 else { break }
      done += 1
      if request & Self.isRead != 0 { data += result.value.littleEndianBytes }
    }
    return [done, acknowledge] + data
  }

  /// The same request many times: an index, a count of 16 bits, the request, the words of a write.
  private mutating func block(_ operands: ArraySlice<UInt8>) -> [UInt8] {
    let count = Int(operands.dropFirst().littleEndian(as: UInt16.self))
    var rest = operands.dropFirst(4)
    guard let request = operands.dropFirst(3).first else { return [0, 0, 0] }
    var (done, acknowledge): (UInt16, UInt8) = (0, 0)
    var data: [UInt8] = []
    for _ in 0..<count {
      let result = transfer(request, rest.littleEndian())
      if request & Self.isRead == 0 { rest = rest.dropFirst(4) }
      acknowledge = result.acknowledge
      guard acknowledge == 1 else { break }
      done += 1
      if request & Self.isRead != 0 { data += result.value.littleEndianBytes }
    }
    return done.littleEndianBytes + [acknowledge] + data
  }

  /// One transfer; what an access port has read is fetched from the read buffer.
  private mutating func transfer(
    _ request: UInt8, _ word: UInt32
  ) -> (acknowledge: UInt8, value: UInt32) {
    let isPosted = request & (Self.isAccessPort | Self.isRead) == 3
    let first = onWire(request, word)
    return isPosted && first.acknowledge == 1 ? onWire(Self.readBuffer, 0) : first
  }

  /// Clocks a request, and reads or writes its data (ADIv5.2, B4.1).
  private mutating func onWire(
    _ request: UInt8, _ word: UInt32
  ) -> (acknowledge: UInt8, value: UInt32) {
    let middle = request & 0xF
    let parity = UInt8(middle.nonzeroBitCount & 1)
    let head = 0x81 | middle << 1 | parity << 5
    let isRead = request & Self.isRead != 0
    // The request, then what the host listens to, then the data of a write.
    let listening = isRead ? 38 : 5
    let count = 8 + listening + (isRead ? 0 : 33)
    let data = UInt64(word) | UInt64(word.nonzeroBitCount & 1) << 32
    var directions: [UInt8] = [0xFF]
    var out: [UInt8] = [head]
    if !isRead {
      directions += (UInt64(0x1_FFFF_FFFF) << 5).littleEndianBytes
      out += (data << 5).littleEndianBytes
    } else {
      directions += [UInt8](repeating: 0, count: 5)
      out += [UInt8](repeating: 0, count: 5)
    }
    let seen = wire.clock(count: count, directions: directions[...], out: out[...])
    let answer: UInt64 = seen.dropFirst().littleEndian()
    return (UInt8(answer & 7), UInt32(truncatingIfNeeded: answer >> 3))
  }
}
