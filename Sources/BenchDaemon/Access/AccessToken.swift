import ContentHash
package import Failures

/// A token as the daemon keeps it: never the secret, only the SHA-256 of its text.
///
/// The secret holds 256 random bits, so that its plain digest cannot be turned round by trying.
package struct AccessToken: Hashable, Sendable {
  /// Who uses it; the audit's name of the caller.
  package let name: String
  package let role: Role
  /// The 32 bytes of the digest.
  let digest: [UInt8]

  /// - Throws: ``AccessTokenError`` when `sha256` is not 64 hexadecimal digits, or the name unfit.
  package init(name: String, role: Role, sha256: String) throws(AccessTokenError) {
    guard Self.isName(name) else { throw AccessTokenError(token: name, reason: .name) }
    guard let digest = Self.bytes(ofHexadecimal: sha256), digest.count == 32 else {
      throw AccessTokenError(token: name, reason: .digest)
    }
    self.init(name: name, role: role, digest: digest)
  }

  private init(name: String, role: Role, digest: [UInt8]) {
    self.name = name
    self.role = role
    self.digest = digest
  }

  /// The digest as the rig file has it.
  package var sha256: String {
    digest.map { (UInt8($0 >> 4), UInt8($0 & 15)) }
      .map { String($0.0, radix: 16) + String($0.1, radix: 16) }.joined()
  }

  /// A new token and its secret, which is nowhere else.
  ///
  /// - Throws: ``AccessTokenError`` when the name is unfit.
  package static func make(
    name: String, role: Role
  ) throws(AccessTokenError) -> (secret: String, token: AccessToken) {
    guard isName(name) else { throw AccessTokenError(token: name, reason: .name) }
    var generator = SystemRandomNumberGenerator()
    let secret =
      "mcub_"
      + (0..<4).map { _ in
        let digits = String(generator.next() as UInt64, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
      }.joined()
    return (
      secret,
      AccessToken(name: name, role: role, digest: SHA256Digest(of: secret.utf8).bytes)
    )
  }

  /// One to 64 letters, digits and `.-_`: it stands in logs and in the audit.
  private static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
      }
  }

  private static func bytes(ofHexadecimal text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}

extension [AccessToken] {
  /// The token whose secret this is, or `nil`.
  ///
  /// Takes as long whether and wherever a digest differs, and looks at every token each time.
  func token(ofSecret secret: String) -> AccessToken? {
    let digest = SHA256Digest(of: secret.utf8).bytes
    var found: AccessToken?
    for token in self {
      var difference: UInt8 = 0
      for (kept, given) in zip(token.digest, digest) { difference |= kept ^ given }
      if difference == 0 { found = token }
    }
    return found
  }
}

/// Why a token of the configuration cannot be used.
package struct AccessTokenError: Failure, Hashable {
  /// What is wrong with it.
  package enum Reason: Hashable, Sendable {
    case name
    case digest
  }

  package let token: String
  package let reason: Reason

  package var summary: String {
    switch reason {
    case .name: "a token's name has 1 to 64 letters, digits and '.-_', not '\(token)'"
    case .digest: "the sha256 of the token '\(token)' is not 64 hexadecimal digits"
    }
  }
  package var remedy: String? { "make one with 'mcubenchd token --name NAME --role ROLE'" }
  package var exitStatus: ExitStatus { .wrongInput }
}
