package import Hardware

/// What a vendor and product id say about a device.
package enum USBIdentity {
  /// The kind of probe behind an id, or `nil` for a device that is none of ours; a CMSIS-DAP probe is
  /// known by its product string alone.
  package static func kind(vendorID: UInt16, productID: UInt16, product: String?) -> ProbeKind? {
    switch (vendorID, productID) {
    case (0x0483, 0x3748): .stLinkV2
    default: nil
    }
  }
}
