import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off a client that sends its request, or takes its answer, too slowly.
///
/// A request has a fixed time from its head to its end, whatever trickles in meanwhile; an answer
/// that waits to be taken has the same time for each part that the connection's buffer holds. The
/// head itself, and a connection without a request, are the server's idle time-out's.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limit: TimeAmount
  private var arrival: Scheduled<Void>?
  private var departure: Scheduled<Void>?

  init(limit: TimeAmount) { self.limit = limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: arrival = closing(context)
    case .body: break
    case .end:
      arrival?.cancel()
      arrival = nil
    }
    context.fireChannelRead(data)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    departure?.cancel()
    departure = context.channel.isWritable ? nil : closing(context)
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  private func stop() {
    arrival?.cancel()
    departure?.cancel()
    (arrival, departure) = (nil, nil)
  }

  private func closing(_ context: ChannelHandlerContext) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
  }
}
