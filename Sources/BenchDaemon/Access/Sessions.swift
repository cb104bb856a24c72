import HTTPTypes
import Hummingbird
import Synchronization

/// Who signed in with a browser: a random id for a while, in memory only.
///
/// A session may look and nothing more, whatever its token may: a page of the dashboard changes
/// nothing, so that a forged request could not, either.
final class Sessions: Sendable {
  private struct Session: Sendable {
    let name: String
    let ends: ContinuousClock.Instant
  }

  static let lifetimeSeconds = 12 * 3_600
  /// Sessions at once; of more the one that ends first is given up.
  private static let most = 1_000
  static let cookieName = "mcubench_session"

  private let sessions = Mutex<[String: Session]>([:])

  /// A new session of the token of that name.
  func begin(for name: String, now: ContinuousClock.Instant = .now) -> String {
    var generator = SystemRandomNumberGenerator()
    let id = (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
    sessions.withLock { sessions in
      sessions = sessions.filter { $0.value.ends > now }
      while sessions.count >= Self.most,
        let first = sessions.min(by: { $0.value.ends < $1.value.ends })
      {
        sessions[first.key] = nil
      }
      sessions[id] = Session(name: name, ends: now + .seconds(Self.lifetimeSeconds))
    }
    return id
  }

  func end(_ id: String) {
    sessions.withLock { $0[id] = nil }
  }

  /// Who sent `request` by its cookie, or `nil` for nobody who is signed in.
  func caller(
    of request: Request, address: String, now: ContinuousClock.Instant = .now
  ) -> Caller? {
    guard let id = Self.id(in: request) else { return nil }
    let session = sessions.withLock { $0[id] }
    guard let session, session.ends > now else { return nil }
    return Caller(name: session.name, role: .read, address: address)
  }

  /// The session that the request's cookie names.
  static func id(in request: Request) -> String? {
    for header in request.headers[values: .cookie] {
      for pair in header.split(separator: ";") {
        let sides = pair.split(separator: "=", maxSplits: 1)
        if sides.count == 2, sides[0].drop(while: { $0 == " " }) == cookieName {
          return String(sides[1])
        }
      }
    }
    return nil
  }

  /// The cookie that a browser is to keep, or with no id, to forget.
  static func cookie(_ id: String?, isEncrypted: Bool) -> String {
    "\(cookieName)=\(id ?? ""); Path=/; HttpOnly; SameSite=Strict; Max-Age="
      + "\(id == nil ? 0 : lifetimeSeconds)" + (isEncrypted ? "; Secure" : "")
  }
}
