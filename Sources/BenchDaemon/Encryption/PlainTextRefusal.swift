import HTTPTypes
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import Reports

/// Tells a client that speaks plain HTTP to an encrypted port so, in a way that it can read.
///
/// Stands before the TLS handler, looks at the first byte of a connection, and goes. A letter begins no
/// TLS record and every HTTP request.
final class PlainTextRefusal: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How long what the client still sends is thrown away, so that it reads the answer.
  private static let patience = TimeAmount.seconds(2)

  private var hasRefused = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasRefused else { return }
    let bytes = unwrapInboundIn(data)
    guard let first = bytes.readableBytesView.first else { return }
    guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else {
      context.fireChannelRead(data)
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
      return
    }
    hasRefused = true
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.answer)), promise: nil)
    context.close(mode: .output, promise: nil)
    context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }

  static let problem = APIProblem(
    .badRequest, "this port takes encrypted requests alone",
    remedy: "write https:// in the address")

  private static let answer: String = {
    let body = problem.json.text
    return """
      HTTP/1.1 400 Bad Request\r
      Content-Type: application/problem+json\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r
      \(body)
      """
  }()
}

/// An encrypted connection's setup, with ``PlainTextRefusal`` before it.
struct EncryptedChannel: ServerChildChannel {
  let base: TLSChannel<HTTP1Channel>

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(PlainTextRefusal())
    }.flatMap { base.setup(channel: channel, logger: logger) }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await base.handle(value: value, logger: logger)
  }
}
