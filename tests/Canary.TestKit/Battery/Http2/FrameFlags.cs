namespace Canary.TestKit.Battery.Http2;

/// <summary>Flags of HTTP/2 frames (RFC 9113, section 6).</summary>
[Flags]
public enum FrameFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The stream's last frame of this side; of SETTINGS and PING: an acknowledgement.</summary>
    EndStream = 1,

    /// <summary>The headers end here.</summary>
    EndHeaders = 4,

    /// <summary>The frame is padded.</summary>
    Padded = 8,

    /// <summary>The frame has a priority.</summary>
    Priority = 32,
}

/// <summary>Types of HTTP/2 frames (RFC 9113, section 6).</summary>
public enum FrameType
{
    /// <summary>DATA.</summary>
    Data = 0,

    /// <summary>HEADERS.</summary>
    Headers = 1,

    /// <summary>PRIORITY.</summary>
    Priority = 2,

    /// <summary>RST_STREAM.</summary>
    Reset = 3,

    /// <summary>SETTINGS.</summary>
    Settings = 4,

    /// <summary>PUSH_PROMISE.</summary>
    PushPromise = 5,

    /// <summary>PING.</summary>
    Ping = 6,

    /// <summary>GOAWAY.</summary>
    GoAway = 7,

    /// <summary>WINDOW_UPDATE.</summary>
    WindowUpdate = 8,

    /// <summary>CONTINUATION.</summary>
    Continuation = 9,
}
