import CROMLoader

/// A loader over a small flash, and a record of what it did.
final class LoaderBench {
  static let flashBytes = 64 << 10

  /// What the loader asked for beside flash, in order.
  enum Event: Hashable {
    case wroteWord(address: UInt32, value: UInt32)
    case wroteMemory(address: UInt32, bytes: [UInt8])
    case newSpeed(UInt32)
    case start(UInt32)
    case reboot
  }

  let flash: UnsafeMutablePointer<UInt8>
  var words: [UInt32: UInt32] = [:]
  private(set) var events: [Event] = []
  private(set) var sent: [UInt8] = []
  private var loader: OpaquePointer?

  init() {
    flash = .allocate(capacity: Self.flashBytes)
    flash.initialize(repeating: 0xFF, count: Self.flashBytes)
    loader = mcub_rom_loader_create(
      mcub_rom_loader_host(
        context: Unmanaged.passUnretained(self).toOpaque(),
        flash: flash, flash_bytes: UInt32(Self.flashBytes),
        send: { context, bytes, count in
          let bytes = UnsafeBufferPointer(start: bytes, count: count)
          LoaderBench.of(context)?.sent.append(contentsOf: bytes)
        },
        read_word: { context, address, value in
          guard let found = LoaderBench.of(context)?.words[address] else { return false }
          value?.pointee = found
          return true
        },
        write_word: { context, address, value in
          LoaderBench.of(context)?.events.append(.wroteWord(address: address, value: value))
          return address != 0
        },
        write_memory: { context, address, bytes, count in
          let bytes = [UInt8](UnsafeBufferPointer(start: bytes, count: Int(count)))
          LoaderBench.of(context)?.events.append(.wroteMemory(address: address, bytes: bytes))
          return address != 0
        },
        set_baud: { LoaderBench.of($0)?.events.append(.newSpeed($1)) },
        start: { LoaderBench.of($0)?.events.append(.start($1)) },
        reboot: { LoaderBench.of($0)?.events.append(.reboot) }))
  }

  deinit {
    mcub_rom_loader_destroy(loader)
    flash.deallocate()
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> LoaderBench? {
    context.map { Unmanaged<LoaderBench>.fromOpaque($0).takeUnretainedValue() }
  }

  /// An answer: the value, and the data before the status.
  struct Answer: Hashable {
    let command: UInt8
    let value: UInt32
    let data: [UInt8]
    /// The ROM's error, 0 for none.
    let error: UInt8
  }

  func receive(_ bytes: [UInt8]) {
    mcub_rom_loader_receive(loader, bytes, bytes.count)
  }

  /// Sends a request and takes apart what comes back.
  func request(_ command: UInt8, _ body: [UInt8], checksum: UInt32 = 0) -> [Answer] {
    sent = []
    receive(Self.framed(Self.packet(command, body, checksum: checksum)))
    return answers()
  }

  func answers() -> [Answer] {
    let packets = sent.split(separator: 0xC0).map { Self.unescaped(Array($0)) }
    return packets.compactMap { packet in
      guard packet.count >= 12, packet[0] == 1 else { return nil }
      let length = Int(packet[2]) | Int(packet[3]) << 8
      guard packet.count == 8 + length else { return nil }
      let value = (0..<4).reduce(UInt32(0)) { $0 | UInt32(packet[4 + $1]) << (8 * $1) }
      let data = Array(packet[8..<(packet.count - 4)])
      let status = packet.suffix(4).map { $0 }
      return Answer(
        command: packet[1], value: value, data: data, error: status[0] == 0 ? 0 : status[1])
    }
  }

  static func packet(_ command: UInt8, _ body: [UInt8], checksum: UInt32 = 0) -> [UInt8] {
    [0, command, UInt8(body.count & 0xFF), UInt8(body.count >> 8)] + words(checksum) + body
  }

  static func words(_ values: UInt32...) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }

  static func checksum(_ data: [UInt8]) -> UInt32 { UInt32(data.reduce(0xEF, ^)) }

  static func framed(_ packet: [UInt8]) -> [UInt8] {
    let escaped = packet.flatMap { byte -> [UInt8] in
      switch byte {
      case 0xC0: [0xDB, 0xDC]
      case 0xDB: [0xDB, 0xDD]
      default: [byte]
      }
    }
    return [0xC0] + escaped + [0xC0]
  }

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var escaped = false
    for byte in bytes {
      if escaped {
        result.append(byte == 0xDC ? 0xC0 : 0xDB)
        escaped = false
      } else if byte == 0xDB {
        escaped = true
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
