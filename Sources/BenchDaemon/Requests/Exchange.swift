import FoundationEssentials
import Hummingbird
import Logging
import NIOCore

/// What is known of a request beside the request itself.
struct Exchange: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel
  /// Who asks, once that is found out; `nil` for someone without a token.
  var caller: Caller?
  /// The parameters of path and query, checked against the endpoint's declarations.
  var arguments = Arguments()

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// The address that the request comes from, without its port.
  var peer: String { channel.remoteAddress?.ipAddress ?? "local" }
}

/// Someone who may ask.
struct Caller: Hashable, Sendable {
  /// The token's name, or `local` where there are no tokens.
  let name: String
  let role: Role
  let address: String
}
