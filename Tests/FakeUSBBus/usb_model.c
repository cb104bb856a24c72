#include "usb_model.h"
#include "diagnostics.h"

#include <string.h>

enum { VENDOR_ST = 0x0483, VENDOR_FTDI = 0x0403, VENDOR_SILABS = 0x10C4, VENDOR_WCH = 0x1A86 };

static void add_interface(struct usb_model *model, struct usb_interface interface) {
    model->interfaces[model->interface_count++] = interface;
}

/** The two interfaces of a serial port of class CDC ACM. */
static void add_acm(struct usb_model *model, const char *control_name, const char *data_name) {
    model->tty = TTY_ACM;
    model->tty_interface = (uint8_t)model->interface_count;
    add_interface(model, (struct usb_interface){
                             .class_code = 0x02,
                             .subclass = 0x02,
                             .protocol = 0x01,
                             .name = control_name,
                             .driver = "cdc_acm",
                             .endpoint_count = 1,
                             .endpoints = {{0x85, USB_INTERRUPT, 255}},
                         });
    add_interface(model, (struct usb_interface){
                             .class_code = 0x0A,
                             .name = data_name,
                             .driver = "cdc_acm",
                             .endpoint_count = 2,
                             .endpoints = {{0x05, USB_BULK, 0}, {0x84, USB_BULK, 0}},
                         });
}

/** Class codes of a device whose interfaces belong together in groups. */
static void make_composite(struct usb_model *model) {
    model->class_code = 0xEF;
    model->subclass = 0x02;
    model->protocol = 0x01;
}

/* The ids and their functions: OpenOCD, src/jtag/drivers/stlink_usb.c, STLINK_*_PID; the endpoints:
 * the same, STLINK_*_EP. */
bool usb_model_stlink(struct usb_model *model, uint16_t vendor_id, uint16_t product_id) {
    enum { GENERATION_2, GENERATION_21, GENERATION_3 } generation;
    bool has_storage = true;
    switch (product_id) {
    case 0x3748:
        generation = GENERATION_2;
        has_storage = false;
        break;
    case 0x3742:
    case 0x374A:
    case 0x374B:
        generation = GENERATION_21;
        break;
    case 0x3752:
        generation = GENERATION_21;
        has_storage = false;
        break;
    case 0x374E:
    case 0x374F:
    case 0x3753:
        generation = GENERATION_3;
        break;
    case 0x3754:
    case 0x3757:
        generation = GENERATION_3;
        has_storage = false;
        break;
    default:
        return false;
    }
    if (vendor_id != VENDOR_ST) {
        return false;
    }

    *model = (struct usb_model){
        .vendor_id = vendor_id,
        .product_id = product_id,
        .release = 0x0100,
        .is_high_speed = generation == GENERATION_3,
        .manufacturer = "STMicroelectronics",
        .product = generation == GENERATION_3 ? "STLINK-V3" : "STM32 STLink",
    };
    bool is_first = generation == GENERATION_2;
    add_interface(model, (struct usb_interface){
                             .class_code = 0xFF,
                             .subclass = 0xFF,
                             .protocol = 0xFF,
                             .name = is_first ? "ST Link" : "ST-Link Debug",
                             .endpoint_count = 3,
                             .endpoints = {{0x81, USB_BULK, 0},
                                           {is_first ? 0x02 : 0x01, USB_BULK, 0},
                                           {is_first ? 0x83 : 0x82, USB_BULK, 0}},
                         });
    if (is_first) {
        return true;
    }
    make_composite(model);
    if (has_storage) {
        add_interface(model, (struct usb_interface){
                                 .class_code = 0x08,
                                 .subclass = 0x06,
                                 .protocol = 0x50,
                                 .name = "ST-Link Mass Storage",
                                 .driver = "usb-storage",
                                 .endpoint_count = 2,
                                 .endpoints = {{0x83, USB_BULK, 0}, {0x03, USB_BULK, 0}},
                             });
    }
    add_acm(model, "ST-Link VCP Ctrl", "ST-Link VCP Data");
    return true;
}

/* Descriptors of Raspberry Pi's Debug Probe without its serial port: debugprobe,
 * src/usb_descriptors.c. */
static void make_debug_probe(struct usb_model *model) {
    *model = (struct usb_model){
        .vendor_id = 0x2E8A,
        .product_id = 0x000C,
        .release = 0x0100,
        .manufacturer = "Raspberry Pi",
        .product = "Debug Probe (CMSIS-DAP)",
    };
    add_interface(model, (struct usb_interface){
                             .class_code = 0xFF,
                             .name = "CMSIS-DAP v2 Interface",
                             .endpoint_count = 2,
                             .endpoints = {{0x04, USB_BULK, 0}, {0x85, USB_BULK, 0}},
                         });
}

/* Descriptors of the RP2040's boot ROM: pico-bootrom-rp2040, bootrom/usb_boot_device.c. */
bool usb_model_boot(struct usb_model *model, uint16_t vendor_id, uint16_t product_id) {
    if (vendor_id == 0x2E8A && product_id == 0x000C) {
        make_debug_probe(model);
        return true;
    }
    if (vendor_id != 0x2E8A || product_id != 0x0003) {
        return false;
    }
    *model = (struct usb_model){
        .vendor_id = vendor_id,
        .product_id = product_id,
        .release = 0x0100,
        .manufacturer = "Raspberry Pi",
        .product = "RP2 Boot",
    };
    add_interface(model, (struct usb_interface){
                             .class_code = 0x08,
                             .subclass = 0x06,
                             .protocol = 0x50,
                             .driver = "usb-storage",
                             .endpoint_count = 2,
                             .endpoints = {{0x81, USB_BULK, 0}, {0x02, USB_BULK, 0}},
                         });
    add_interface(model, (struct usb_interface){
                             .class_code = 0xFF,
                             .endpoint_count = 2,
                             .endpoints = {{0x03, USB_BULK, 0}, {0x84, USB_BULK, 0}},
                         });
    return true;
}

void usb_model_bridge(struct usb_model *model, uint16_t vendor_id, uint16_t product_id) {
    *model = (struct usb_model){
        .vendor_id = vendor_id,
        .product_id = product_id,
        .release = 0x0264,
        .product = "USB Serial",
        .tty = TTY_USB_SERIAL,
    };
    const char *driver = "usbserial_generic";
    switch (vendor_id) {
    case VENDOR_WCH:
        driver = "ch341";
        break;
    case VENDOR_SILABS:
        driver = "cp210x";
        model->manufacturer = "Silicon Labs";
        model->product = "CP2102N USB to UART Bridge Controller";
        break;
    case VENDOR_FTDI:
        driver = "ftdi_sio";
        model->manufacturer = "FTDI";
        model->product = "FT232R USB UART";
        break;
    default:
        break;
    }
    add_interface(model, (struct usb_interface){
                             .class_code = 0xFF,
                             .subclass = 0x01,
                             .protocol = 0x02,
                             .driver = driver,
                             .endpoint_count = 2,
                             .endpoints = {{0x82, USB_BULK, 0}, {0x02, USB_BULK, 0}},
                         });
}

void usb_model_device(struct usb_model *model, uint16_t vendor_id, uint16_t product_id,
                      bool has_tty) {
    *model = (struct usb_model){
        .vendor_id = vendor_id,
        .product_id = product_id,
        .release = 0x0100,
    };
    add_interface(model, (struct usb_interface){
                             .class_code = 0xFF,
                             .endpoint_count = 2,
                             .endpoints = {{0x03, USB_BULK, 0}, {0x83, USB_BULK, 0}},
                         });
    if (has_tty) {
        make_composite(model);
        add_acm(model, NULL, NULL);
    }
}

void usb_model_hub(struct usb_model *model, bool is_root) {
    *model = (struct usb_model){
        .vendor_id = is_root ? 0x1D6B : 0x05E3,
        .product_id = is_root ? 0x0002 : 0x0608,
        .release = 0x0601,
        .class_code = 0x09,
        .is_high_speed = true,
        .manufacturer = is_root ? "Linux xhci-hcd" : NULL,
        .product = is_root ? "xHCI Host Controller" : "USB2.0 Hub",
    };
    add_interface(model, (struct usb_interface){
                             .class_code = 0x09,
                             .driver = "hub",
                             .endpoint_count = 1,
                             .endpoints = {{0x81, USB_INTERRUPT, 12}},
                         });
}
