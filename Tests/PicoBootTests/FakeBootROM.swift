import USBProbes

@testable import PicoBoot

/// A boot ROM as far as a host sees it, with one thing that goes wrong.
final class FakeBootROM: PicoBootPipe {
  enum Fault: Hashable, Sendable {
    case none
    /// The transfer with this number, from 0, fails; a reset heals it.
    case fails(USBTransferError, transfer: Int)
    /// The data of the read command with this number come short by a byte.
    case shortRead(Int)
    /// A bit of this address does not program.
    case weak(UInt32)
    /// Commands of this number are refused with this status.
    case refuses(UInt8, status: UInt32)
  }

  static let origin: UInt32 = 0x1000_0000
  private(set) var flash = [UInt8](repeating: 0xA5, count: 64 << 10)
  /// Number, address and count of each command, in order.
  private(set) var commands: [Command] = []
  private(set) var resets = 0
  private(set) var hasLeft = false

  struct Command: Hashable {
    let number: UInt8
    let address: UInt32
    let byteCount: UInt32
  }

  private let fault: Fault
  private var transfers = 0
  private var command: [UInt8] = []
  private var isHalted = false
  private var statusCode: UInt32 = 0

  init(_ fault: Fault = .none) {
    self.fault = fault
  }

  func send(_ bytes: [UInt8], milliseconds: UInt32) throws(USBTransferError) -> Int {
    try count()
    if isHalted { throw .stalled }
    if command.isEmpty {
      begin(bytes)
    } else if command[8] == 5 {
      for (offset, byte) in bytes.enumerated() {
        var kept = byte
        if case .weak(word(16) + UInt32(offset)) = fault { kept |= 1 }
        flash[place + offset] &= kept
      }
    } else {
      command = []  // the acknowledgement of a read
    }
    return bytes.count
  }

  func receive(_ count: Int, milliseconds: UInt32) throws(USBTransferError) -> [UInt8] {
    try self.count()
    if isHalted { throw .stalled }
    guard command[8] == 0x84 else {
      command = []
      return []
    }
    let reads = commands.count { $0.number == 0x84 } - 1
    let end = place + (fault == .shortRead(reads) ? count - 1 : count)
    return Array(flash[place..<end])
  }

  func status(milliseconds: UInt32) throws(USBTransferError) -> [UInt8] {
    let token = command.isEmpty ? [0, 0, 0, 0] : Array(command[4..<8])
    return token + [UInt8(statusCode), 0, 0, 0] + [UInt8](repeating: 0, count: 8)
  }

  func reset(milliseconds: UInt32) throws(USBTransferError) {
    if case .fails(.gone, let transfer) = fault, transfers > transfer { throw .gone }
    resets += 1
    isHalted = false
    command = []
  }

  private func begin(_ bytes: [UInt8]) {
    command = bytes
    commands.append(Command(number: bytes[8], address: word(16), byteCount: word(20)))
    statusCode = 0
    if case .refuses(bytes[8], let status) = fault {
      statusCode = status
      isHalted = true
    }
    switch bytes[8] {
    case 2: hasLeft = true
    case 3: flash.replaceSubrange(place..<place + 4096, with: repeatElement(0xFF, count: 4096))
    default: break
    }
  }

  private func count() throws(USBTransferError) {
    transfers += 1
    if case .fails(let error, let number) = fault, transfers == number + 1 { throw error }
  }

  private var place: Int { Int(word(16) - Self.origin) }

  private func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(command[offset + $1]) << UInt32(8 * $1) }
  }
}
