namespace Contoso.Reports;

/// <summary>One line of the monthly report.</summary>
public sealed record ReportLine(string Region, int Orders, decimal Revenue)
{
    public decimal PerOrder => Orders == 0 ? 0 : Revenue / Orders;
}
