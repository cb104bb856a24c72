import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// The certificate that a server shows, looked at without trusting it, to tell why it is refused.
struct ShownCertificate: Hashable, Sendable {
  let notBefore: Int64
  let notAfter: Int64
  /// The names and addresses that it is made for; untrusted text.
  let names: [String]

  private static let patience = TimeAmount.seconds(5)

  /// What `server` shows to who connects, or `nil` where that cannot be had.
  ///
  /// Nothing is sent to it.
  static func of(_ server: LabServer) async -> ShownCertificate? {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    guard let context = try? NIOSSLContext(configuration: configuration) else { return nil }
    let host = server.host.filter { $0 != "[" && $0 != "]" }
    let shown = MultiThreadedEventLoopGroup.singleton.next().makePromise(
      of: ShownCertificate?.self)
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(patience)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // An address is no name that a server could be asked for.
          let handler =
            try (try? NIOSSLClientHandler(context: context, serverHostname: host))
            ?? NIOSSLClientHandler(context: context, serverHostname: nil)
          try channel.pipeline.syncOperations.addHandlers([
            handler, Reader(shown: shown, limit: patience),
          ])
        }
      }
    do {
      let channel = try await bootstrap.connect(host: host, port: server.port).get()
      let found = try await shown.futureResult.get()
      try? await channel.close()
      return found
    } catch {
      shown.succeed(nil)
      return nil
    }
  }

  private init(_ certificate: NIOSSLCertificate) {
    notBefore = Int64(certificate.notValidBefore)
    notAfter = Int64(certificate.notValidAfter)
    names = certificate._subjectAlternativeNames().compactMap { name in
      let bytes = Array(name.contents)
      return switch name.nameType {
      case .dnsName: String(decoding: bytes, as: UTF8.self)
      case .ipAddress where bytes.count == 4:
        bytes.map { String($0) }.joined(separator: ".")
      case .ipAddress: bytes == Array(repeating: 0, count: 15) + [1] ? "::1" : nil
      default: nil
      }
    }
  }

  /// Takes the certificate once the handshake is over.
  private final class Reader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let shown: EventLoopPromise<ShownCertificate?>
    private let limit: TimeAmount

    init(shown: EventLoopPromise<ShownCertificate?>, limit: TimeAmount) {
      self.shown = shown
      self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
      let shown = shown
      context.eventLoop.scheduleTask(in: limit) { shown.succeed(nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case TLSUserEvent.handshakeCompleted = event {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        shown.succeed(certificate.map { ShownCertificate($0) })
      }
      context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      shown.succeed(nil)
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      shown.succeed(nil)
      context.fireChannelInactive()
    }
  }
}

extension ShownCertificate {
  /// Why a client that reached `server` refuses it at `now`, seconds since 1970.
  func fault(at now: Int64, isForAnotherName: Bool) -> LabClientError.EncryptionFault {
    if now > notAfter { return .expired(lastDay: Self.day(notAfter)) }
    if now < notBefore { return .notYetValid(firstDay: Self.day(notBefore)) }
    return isForAnotherName ? .otherName(names: names) : .notTrusted
  }

  private static func day(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
  }
}
