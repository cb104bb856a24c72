import ArgumentParser
import BoardProfiles
import ContentHash

/// `mcubenchd token`: makes a token for the HTTP service.
struct MakeToken: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make a token for the HTTP service: print it once, and its entry for the rig file.")

  @Option(help: "Who will use it, as logs and the audit name them.")
  var name: String

  @Option(help: "What it may do: read, submit or admin; each may what those before it may.")
  var role: RigToken.Role

  func validate() throws {
    guard name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]{0,31}/) != nil else {
      throw ValidationError(
        "--name takes letters, digits, _ . and -, a letter first, at most 32 of them")
    }
  }

  func run() throws {
    var generator = SystemRandomNumberGenerator()
    let secret =
      "mcub_"
      + (0..<4).map { _ in
        let digits = String(generator.next() as UInt64, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
      }.joined()
    let sha256 = SHA256Digest(of: secret.utf8).hexadecimal
    Terminal.writeResult(
      """
      The token, which is kept nowhere:
        \(secret)
      Its entry under service.tokens in the rig file:
        - {name: \(name), role: \(role.rawValue), sha256: \(sha256)}
      """)
  }
}

extension RigToken.Role: ExpressibleByArgument {}
