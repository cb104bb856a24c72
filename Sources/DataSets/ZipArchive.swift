import CZLib
import ContentHash

/// A zip file's members, read by its central directory.
///
/// Format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and
/// 4.3.16 (its end). Files of 4 GiB and more (zip64) and encrypted members are refused.
struct ZipArchive {
  /// Why bytes are no usable archive.
  struct Damage: Error, Hashable {
    let why: String
  }

  struct Member: Hashable {
    let name: String
    /// Bytes once unpacked, as the directory says.
    let byteCount: Int
    fileprivate let packedCount: Int
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let headerOffset: Int
  }

  let members: [Member]
  private let bytes: [UInt8]

  static func isMagic(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 3, 4]) || bytes.starts(with: [0x50, 0x4b, 5, 6])
  }

  init(_ bytes: [UInt8]) throws(Damage) {
    self.bytes = bytes
    guard let end = Self.endOfDirectory(in: bytes) else {
      throw Damage(why: "its directory is missing: the file is cut off")
    }
    let count = Self.number(bytes, end + 10, 2)
    var place = Self.number(bytes, end + 16, 4)
    guard count != 0xffff, place != 0xffff_ffff else { throw Damage(why: "it is a zip64 file") }
    var members: [Member] = []
    for _ in 0..<count {
      // The fixed part of a directory entry takes 46 bytes.
      guard place >= 0, place + 46 <= end, Self.number(bytes, place, 4) == 0x0201_4b50 else {
        throw Damage(why: "its directory is damaged")
      }
      let lengths = [28, 30, 32].map { Self.number(bytes, place + $0, 2) }
      guard place + 46 + lengths.reduce(0, +) <= end else {
        throw Damage(why: "its directory is damaged")
      }
      let name = String(decoding: bytes[place + 46..<place + 46 + lengths[0]], as: UTF8.self)
      guard Self.number(bytes, place + 8, 2) & 1 == 0 else {
        throw Damage(why: "member \(name.prefix(60).debugDescription) is encrypted")
      }
      members.append(
        Member(
          name: name, byteCount: Self.number(bytes, place + 24, 4),
          packedCount: Self.number(bytes, place + 20, 4), method: Self.number(bytes, place + 10, 2),
          checksum: UInt32(Self.number(bytes, place + 16, 4)),
          headerOffset: Self.number(bytes, place + 42, 4)))
      place += 46 + lengths.reduce(0, +)
    }
    self.members = members
  }

  /// The bytes of a member, unpacked and held against its checksum.
  ///
  /// Never more than ``Member/byteCount`` bytes are made, whatever the member holds.
  func contents(of member: Member) throws(Damage) -> [UInt8] {
    let name = member.name.prefix(60).debugDescription
    let header = member.headerOffset
    guard header + 30 <= bytes.count, Self.number(bytes, header, 4) == 0x0403_4b50 else {
      throw Damage(why: "member \(name) is not where the directory says")
    }
    let start =
      header + 30 + Self.number(bytes, header + 26, 2) + Self.number(bytes, header + 28, 2)
    guard start <= bytes.count, member.packedCount <= bytes.count - start else {
      throw Damage(why: "member \(name) is cut off")
    }
    let packed = bytes[start..<start + member.packedCount]
    let contents: [UInt8]
    switch member.method {
    case 0:
      guard member.packedCount == member.byteCount else {
        throw Damage(why: "member \(name) has two sizes")
      }
      contents = Array(packed)
    case 8:
      guard let unpacked = Self.inflate(packed, byteCount: member.byteCount) else {
        throw Damage(why: "member \(name) does not unpack to the \(member.byteCount) B it promises")
      }
      contents = unpacked
    default: throw Damage(why: "member \(name) is packed by method \(member.method)")
    }
    guard CRC32.checksum(contents) == member.checksum else {
      throw Damage(why: "the checksum of member \(name) is wrong")
    }
    return contents
  }

  /// Where the directory's end record begins; a comment of up to 65 535 bytes may follow it.
  private static func endOfDirectory(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    var place = bytes.count - 22
    let first = max(0, place - 0xffff)
    while place >= first {
      if number(bytes, place, 4) == 0x0605_4b50,
        place + 22 + number(bytes, place + 20, 2) == bytes.count
      {
        return place
      }
      place -= 1
    }
    return nil
  }

  /// - Precondition: the bytes are there.
  private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// A raw deflate stream (RFC 1951) unpacked by zlib, or `nil` unless it gives exactly `byteCount`
  /// bytes and ends.
  private static func inflate(_ packed: ArraySlice<UInt8>, byteCount: Int) -> [UInt8]? {
    // Deflate packs at most 258 bytes into two bits (RFC 1951, 3.2.5): no memory for what cannot be.
    guard byteCount <= 1032 * packed.count else { return nil }
    // A byte beyond what is promised shows a stream that gives more.
    var unpacked = [UInt8](repeating: 0, count: byteCount + 1)
    var stream = z_stream()
    // Negative window bits stand for a stream without a zlib header (zlib's manual, inflateInit2).
    guard
      inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    let status = packed.withUnsafeBufferPointer { input in
      unpacked.withUnsafeMutableBufferPointer { output in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return CZLib.inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END, Int(stream.total_out) == byteCount else { return nil }
    unpacked.removeLast()
    return unpacked
  }
}
