/// A running SHA-256 over content that arrives in pieces (FIPS 180-4, section 6.2).
package struct SHA256Hasher: Sendable {
  /// FIPS 180-4, section 4.2.2: fractional parts of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]

  /// FIPS 180-4, section 5.3.3: fractional parts of the square roots of the first 8 primes.
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var contentByteCount: UInt64 = 0
  private var schedule = [UInt32](repeating: 0, count: 64)

  /// A hasher that has seen no content.
  package init() {
    pending.reserveCapacity(64)
  }

  /// Appends `content` to what was hashed so far.
  package mutating func update(_ content: some Sequence<UInt8>) {
    let isAppended: Void? = content.withContiguousStorageIfAvailable { append($0) }
    guard isAppended == nil else { return }
    for byte in content {
      pending.append(byte)
      contentByteCount &+= 1
      if pending.count == 64 { compressPending() }
    }
  }

  /// Whole blocks are hashed where they lie; what is left of them waits.
  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    contentByteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == 64 else { return }
      compressPending()
    }
    while bytes.count - start >= 64 {
      compress(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<start + 64]))
      start += 64
    }
    pending.append(contentsOf: bytes[start...])
  }

  /// The digest of everything appended so far.
  package consuming func finish() -> SHA256Digest {
    let bitCount = contentByteCount &* 8
    pending.append(0x80)
    while pending.count != 56 {
      if pending.count == 64 { compressPending() } else { pending.append(0) }
    }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      pending.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    compressPending()
    return SHA256Digest(words: state)
  }

  private mutating func compressPending() {
    let block = pending
    pending.removeAll(keepingCapacity: true)
    block.withUnsafeBytes { compress($0) }
  }

  /// - Precondition: `block` has 64 bytes.
  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    schedule.withUnsafeMutableBufferPointer { schedule in
      for index in 0..<16 {
        schedule[index] = UInt32(
          bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      }
      for index in 16..<64 {
        let w15 = schedule[index - 15]
        let w2 = schedule[index - 2]
        let sigma0 = Self.rotated(w15, 7) ^ Self.rotated(w15, 18) ^ (w15 >> 3)
        let sigma1 = Self.rotated(w2, 17) ^ Self.rotated(w2, 19) ^ (w2 >> 10)
        schedule[index] = schedule[index - 16] &+ sigma0 &+ schedule[index - 7] &+ sigma1
      }
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    Self.roundConstants.withUnsafeBufferPointer { constants in
      schedule.withUnsafeBufferPointer { schedule in
        for index in 0..<64 {
          let sum1 = Self.rotated(e, 6) ^ Self.rotated(e, 11) ^ Self.rotated(e, 25)
          let choice = (e & f) ^ (~e & g)
          let first = h &+ sum1 &+ choice &+ constants[index] &+ schedule[index]
          let sum0 = Self.rotated(a, 2) ^ Self.rotated(a, 13) ^ Self.rotated(a, 22)
          let majority = (a & b) ^ (a & c) ^ (b & c)
          (h, g, f, e, d, c, b, a) = (
            g, f, e, d &+ first, c, b, a, first &+ (sum0 &+ majority)
          )
        }
      }
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}
