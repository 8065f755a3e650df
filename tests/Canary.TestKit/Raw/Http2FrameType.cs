namespace Canary.TestKit.Raw;

/// <summary>Kinds of frames, RFC 9113, section 6.</summary>
public enum Http2FrameType : byte
{
    /// <summary>Bytes of a body.</summary>
    Data = 0,

    /// <summary>Headers or trailers.</summary>
    Headers = 1,

    /// <summary>No more of this stream.</summary>
    ResetStream = 3,

    /// <summary>What the sender wants of the other side.</summary>
    Settings = 4,

    /// <summary>Is the other side there?</summary>
    Ping = 6,

    /// <summary>No more new streams.</summary>
    GoAway = 7,

    /// <summary>More may be sent.</summary>
    WindowUpdate = 8,

    /// <summary>More headers.</summary>
    Continuation = 9,
}
