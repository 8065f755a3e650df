Console.WriteLine("Canary.Gateway");
return 0;
